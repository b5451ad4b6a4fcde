using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;

namespace DataLakeTools.Core.Raw;

/// <summary>Sums up what a lake holds.</summary>
/// <param name="store">The lake.</param>
/// <param name="query">Which objects.</param>
/// <param name="counts">Whether objects are read to count their rows and records.</param>
public sealed class LakeSummaries(ILakeStore store, LakeObjectQuery query, bool counts)
{
    private const int ReadAtOnce = 8;

    /// <summary>One for each specification and day, in the order of the keys; no more than one is in memory.</summary>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>Sums, and the errors of objects that cannot be counted; the records of such a sum are not known.</returns>
    /// <exception cref="DataLakeException">The lake does not exist or cannot be read.</exception>
    public async IAsyncEnumerable<(LakeSummary? Sum, DataLakeException? Error)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LakeSummary? sum = null;
        var found = OrderedStream.SelectAsync(query.ListAsync(store, cancellationToken), ReadAtOnce, CountAsync, cancellationToken);
        await foreach (var (item, records, error) in found.ConfigureAwait(false))
        {
            if (error is not null)
            {
                yield return (null, error);
            }

            if (sum is not null && IsOf(sum, item))
            {
                sum = With(sum, item, records);
                continue;
            }

            if (sum is not null)
            {
                yield return (sum, null);
            }

            sum = With(
                new LakeSummary
                {
                    Lake = item.Lake,
                    Layer = item.Layer,
                    Origin = item.Origin,
                    Format = item.Format,
                    Specification = item.Specification,
                    Date = item.Date,
                    Records = records is null ? null : 0,
                },
                item,
                records);
        }

        if (sum is not null)
        {
            yield return (sum, null);
        }
    }

    private static bool IsOf(LakeSummary sum, LakeObject item) => (sum.Layer, sum.Origin, sum.Format, sum.Specification, sum.Date)
        == (item.Layer, item.Origin, item.Format, item.Specification, item.Date);

    private static LakeSummary With(LakeSummary sum, LakeObject item, long? records) => sum with
    {
        Files = sum.Files + 1,
        Records = sum.Records + records,
        Bytes = sum.Bytes + item.Size,
        Newest = item.LastModified > sum.Newest ? item.LastModified : sum.Newest,
    };

    private async Task<(LakeObject Item, long? Records, DataLakeException? Error)> CountAsync(LakeObject item, CancellationToken cancellationToken)
    {
        var format = counts ? FormatOf(item.Key) : null;
        try
        {
            long? records = format switch
            {
                LakeConvention.CsvFormat => await RowsAsync(item.Key, cancellationToken).ConfigureAwait(false),
                LakeConvention.JsonFormat => await RecordsAsync(item.Key, cancellationToken).ConfigureAwait(false),
                _ => null,
            };
            return (item, records, null);
        }
        catch (DataLakeException exception)
        {
            return (item, null, exception);
        }
    }

    private static string? FormatOf(string key)
    {
        try
        {
            return LakeObjectReader.FormatOf(key);
        }
        catch (DataLakeException)
        {
            // A table or a page: it has no records to count.
            return null;
        }
    }

    private async Task<long> RowsAsync(string key, CancellationToken cancellationToken)
    {
        using var rows = await new LakeObjectReader(store).OpenCsvAsync(key, delimiter: null, cancellationToken).ConfigureAwait(false);
        var count = 0L;
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            count++;
        }

        return count;
    }

    private async Task<long> RecordsAsync(string key, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var record in new LakeObjectReader(store).ReadJsonAsync(key, cancellationToken).ConfigureAwait(false))
        {
            count++;
        }

        return count;
    }
}
