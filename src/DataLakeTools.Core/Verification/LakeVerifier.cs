using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;

namespace DataLakeTools.Core.Verification;

/// <summary>
/// Tests objects of a lake: against files, against receipts, or against the rules of the zone. It only reads. A stored
/// checksum alone never makes an object "different": its bytes are read first.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="options">How objects are tested.</param>
/// <param name="reporter">Receives details.</param>
public sealed class LakeVerifier(ILakeStore store, LakeVerifierOptions options, IReporter reporter)
{
    private static readonly Advice BuildAgain = $"Make the tables again{HowTo.BuildTables}, with {LakeSetting.Force}, and look at who removes or changes files of the lake.";

    /// <summary>Tests objects of one or several lakes, several at a time; the verdicts come in the order of the expectations.</summary>
    /// <param name="expected">The expectations, each with the verifier of its lake.</param>
    /// <param name="limit">How many may be tested at one time.</param>
    /// <param name="cancellationToken">Stops the testing.</param>
    public static IAsyncEnumerable<LakeVerdict> TestAllAsync(
        IAsyncEnumerable<(LakeVerifier Verifier, LakeExpectation Expected)> expected, int limit, CancellationToken cancellationToken) =>
        OrderedStream.SelectAsync(expected, limit, (one, token) => Task.Run(() => one.Verifier.TestAsync(one.Expected, token), token), cancellationToken);

    /// <summary>
    /// Tests what a lake holds, several objects at a time, in the order of the keys: keys, sizes, and the records of JSON
    /// files. No matching object is a finding of its own: an empty lake must not pass.
    /// </summary>
    /// <param name="query">Which objects.</param>
    /// <param name="cancellationToken">Stops the testing.</param>
    /// <exception cref="DataLakeException">The lake cannot be listed.</exception>
    public async IAsyncEnumerable<LakeVerdict> TestAsync(LakeObjectQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        LakeObjectQuery.ThrowIfAbsent(store);
        var published = options.Published is null
            ? []
            : new Dictionary<string, LakeExpectation>(await options.Published(store, query, cancellationToken).ConfigureAwait(false), StringComparer.Ordinal);
        var isEmpty = true;
        var verdicts = OrderedStream.SelectAsync(
            query.ListAllAsync(store, cancellationToken),
            options.ThrottleLimit,
            (listed, token) => Task.Run(() => TestAsync(listed.Object, listed.Fault, published.GetValueOrDefault(listed.Object.Key), token), token),
            cancellationToken);
        var missing = published.Keys.Where(query.Fits).ToHashSet(StringComparer.Ordinal);
        await foreach (var verdict in verdicts.ConfigureAwait(false))
        {
            isEmpty = false;
            missing.Remove(verdict.Key);
            yield return verdict;
        }

        foreach (var key in missing.Order(StringComparer.Ordinal))
        {
            isEmpty = false;
            var findings = new ObjectFindings(store.Lake, key, options.Words);
            findings.Add(LakeFindingKind.Missing, published[key].Size is { } size ? Bytes(size) : "an object", "nothing", BuildAgain);
            yield return new LakeVerdict(key, findings.All, Error: null);
        }

        if (isEmpty)
        {
            var findings = new ObjectFindings(store.Lake, query.KeyPrefix, options.Words);
            findings.Add(LakeFindingKind.Missing, "at least one object", "none that fits", "Check what was asked for, and whether the run that should have written it has ended well.");
            yield return new LakeVerdict(query.KeyPrefix, findings.All, Error: null);
        }
    }

    /// <summary>Tests one object.</summary>
    /// <param name="expected">What is expected.</param>
    /// <param name="cancellationToken">Stops the testing.</param>
    public Task<LakeVerdict> TestAsync(LakeExpectation expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expected);
        return CollectFindingsAsync(expected.Key, expected.Source, findings => CompareAsync(expected, findings, cancellationToken), cancellationToken);
    }

    private Task<LakeVerdict> TestAsync(StoredObject listed, DataLakeException? fault, LakeExpectation? published, CancellationToken cancellationToken) =>
        CollectFindingsAsync(listed.Key, source: null, async findings =>
        {
            CheckKey(fault, findings);
            var format = FormatOf(listed.Key);
            CheckSize(listed.Size, format, findings);
            if (published?.Size is { } size && size != listed.Size)
            {
                findings.Add(LakeFindingKind.SizeDiffers, Bytes(size), Bytes(listed.Size), BuildAgain);
            }
            else if (options.Deep)
            {
                // A listing has no checksums.
                if (await store.FindAsync(listed.Key, cancellationToken).ConfigureAwait(false) is { } existing)
                {
                    var actual = await ReadAsync(existing, published?.Checksum, format, findings, cancellationToken).ConfigureAwait(false);
                    if (published?.Checksum is { } checksum && actual != checksum)
                    {
                        findings.Add(LakeFindingKind.ContentDiffers, checksum.ToString(), actual.ToString(), BuildAgain);
                    }
                }
                else
                {
                    AddMissing(findings, "the object that was listed");
                }
            }
            else if (format == LakeConvention.JsonFormat)
            {
                await ReadAsync(listed, expected: null, format, findings, cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken);

    private async Task<LakeVerdict> CollectFindingsAsync(string key, string? source, Func<ObjectFindings, Task> test, CancellationToken cancellationToken)
    {
        var findings = new ObjectFindings(store.Lake, key, options.Words, source);
        try
        {
            await test(findings).ConfigureAwait(false);
            return new LakeVerdict(key, findings.All, Error: null);
        }
        catch (DataLakeException exception) when (exception.Error == DataLakeError.InvalidKey && findings.All.Count > 0)
        {
            // The lake rejects a key this wrong, and the finding already says so.
            return new LakeVerdict(key, findings.All, Error: null);
        }
        catch (Exception exception) when (WorkFailure.IsNeitherStopNorFatal(exception, cancellationToken))
        {
            return new LakeVerdict(key, findings.All, WorkFailure.Of(exception, key));
        }
    }

    private async Task CompareAsync(LakeExpectation expected, ObjectFindings findings, CancellationToken cancellationToken)
    {
        using var source = expected.Source is null ? null : SourceFile.Open(expected.Source);
        var size = source?.Length ?? expected.Size;
        if (await store.FindAsync(expected.Key, cancellationToken).ConfigureAwait(false) is not { } existing)
        {
            AddMissing(findings, size is null ? "an object" : Bytes(size.Value));
            return;
        }

        var format = FormatOf(expected.Key);
        CheckKey(FaultOf(expected.Key), findings);
        CheckSize(existing.Size, format, findings);
        if (size is not null && size != existing.Size)
        {
            findings.Add(LakeFindingKind.SizeDiffers, Bytes(size.Value), Bytes(existing.Size), Recommend(expected));
            return;
        }

        var checksum = expected.Checksum;
        var isSame = checksum is null || checksum == existing.Checksum;
        if (source is not null)
        {
            (checksum, isSame) = await ReadSourceAsync(source, existing, cancellationToken).ConfigureAwait(false);
        }

        var hasNoExpectation = checksum is null && size is null && format == LakeConvention.JsonFormat;
        if (!isSame || hasNoExpectation || options.Deep)
        {
            if (!isSame && existing.Checksum is null && store.Lake.Kind == LakeKind.S3)
            {
                reporter.Verbose($"{store.Lake.AddressOf(expected.Key)} has no CRC-32C of the whole object in the lake, so its bytes are read.");
            }

            var actual = await ReadAsync(existing, checksum, hasNoExpectation || options.Deep ? format : null, findings, cancellationToken).ConfigureAwait(false);
            if (checksum is not null && actual != checksum)
            {
                findings.Add(LakeFindingKind.ContentDiffers, checksum.ToString(), actual.ToString(), Recommend(expected));
            }
        }
    }

    // One pass over the local file: its checksum, and whether the metadata that the lake keeps proves that it is the same.
    private async Task<(Checksum Checksum, bool IsSame)> ReadSourceAsync(SourceFile source, StoredObject existing, CancellationToken cancellationToken)
    {
        var comparisons = MetadataComparisons(existing);
        var pass = new SourceFilePass(source, scanner: null, computesChecksum: true);
        var buffer = ReadBuffer.New();
        while (!pass.IsAtEnd)
        {
            var read = pass.Fill(buffer, cancellationToken);
            foreach (var comparison in comparisons)
            {
                await comparison.AppendAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }

        source.ThrowIfChanged();
        return (Checksum.OfCrc32C(pass.Crc32C), await AnyIsSameAsync(comparisons, cancellationToken).ConfigureAwait(false));
    }

    // Reads a whole object and, if a format is given, checks its content.
    private async Task<Checksum> ReadAsync(StoredObject existing, Checksum? expected, string? format, ObjectFindings findings, CancellationToken cancellationToken)
    {
        var comparisons = options.Deep ? MetadataComparisons(existing) : [];
        var content = new ChecksumStream(await store.OpenUncheckedAsync(existing.Key, cancellationToken).ConfigureAwait(false), comparisons);
        await using (content.ConfigureAwait(false))
        {
            if (CheckOf(format) is { } check)
            {
                await check.RunAsync(content, findings, cancellationToken).ConfigureAwait(false);
            }

            await content.DrainAsync(cancellationToken).ConfigureAwait(false);
            var isConfirmed = content.Checksum == expected || await AnyIsSameAsync(comparisons, cancellationToken).ConfigureAwait(false);
            if (comparisons.Count > 0 && !isConfirmed)
            {
                findings.Add(
                    LakeFindingKind.ChecksumMismatch,
                    existing.Checksum?.ToString() ?? $"ETag {existing.ETag}",
                    content.Checksum.ToString(),
                    $"The bytes that are read are not those that were written: read once more, and if it stays so send the object again with {LakeSetting.Force}.");
            }
            else if (options.Deep && comparisons.Count == 0 && store.Lake.Kind == LakeKind.S3)
            {
                reporter.Verbose($"{store.Lake.AddressOf(existing.Key)} has neither a CRC-32C of the whole object nor an ETag that can be made again; it was read and held against neither.");
            }

            return content.Checksum;
        }
    }

    private IContentCheck? CheckOf(string? format) => format switch
    {
        LakeConvention.JsonFormat => new BatchContentCheck(),
        LakeConvention.CsvFormat when options.Deep => new CsvContentCheck(options.Delimiter),
        _ => null,
    };

    // The comparisons by metadata that the lake keeps, which do not read the object again.
    private List<IContentComparison> MetadataComparisons(StoredObject existing) =>
        [.. store.ComparisonsWith(existing).Select(begin => begin()).Where(comparison => comparison is not StreamComparison)];

    private static async ValueTask<bool> AnyIsSameAsync(IReadOnlyList<IContentComparison> comparisons, CancellationToken cancellationToken)
    {
        var isSame = false;
        foreach (var comparison in comparisons)
        {
            isSame |= await comparison.IsSameAsync(cancellationToken).ConfigureAwait(false);
            await comparison.DisposeAsync().ConfigureAwait(false);
        }

        return isSame;
    }

    private static void CheckKey(DataLakeException? fault, ObjectFindings findings)
    {
        if (fault is not null)
        {
            findings.Add(LakeFindingKind.InvalidKey, "<layer>/<origin>/<format>[/<specification>...]/<yyyy>/<MM>/<dd>/<file>", fault.Message, fault.Advice);
        }
    }

    private static void CheckSize(long size, string? format, ObjectFindings findings)
    {
        if (format == LakeConvention.JsonFormat && size > BatchOptions.DefaultMaxBytes)
        {
            findings.Add(
                LakeFindingKind.FileTooLarge, $"at most {Bytes(BatchOptions.DefaultMaxBytes)}", Bytes(size), $"Write the records again{HowTo.WriteBatches}, in batches that keep to this.");
        }
    }

    private static void AddMissing(ObjectFindings findings, string expected) => findings.Add(
        LakeFindingKind.Missing,
        expected,
        "nothing",
        "Send it again, or check lake, date and specification.");

    private static Advice Recommend(LakeExpectation expected) => expected.Source is not null
        ? (Advice)$"See which of the two is right; sending the file again{HowTo.SendCsv} and {LakeSetting.Force} puts it in the place of the object."
        : $"The object was replaced or damaged since the receipt; see who wrote it (bucket versions, access logs), and send it again with {LakeSetting.Force} if it is wrong.";

    private static DataLakeException? FaultOf(string key)
    {
        try
        {
            _ = LakeKey.Parse(key);
            return null;
        }
        catch (DataLakeException exception)
        {
            return exception;
        }
    }

    private static string? FormatOf(string key)
    {
        try
        {
            // JSON beside tables is their manifests, and no batches.
            var format = LakeObjectReader.FormatOf(key);
            return format == LakeConvention.JsonFormat && Enum.GetNames<TableLayer>().Any(layer => key.StartsWith(layer + "/", StringComparison.Ordinal)) ? null : format;
        }
        catch (DataLakeException)
        {
            // Neither JSON nor CSV: only its key and its bytes can be tested.
            return null;
        }
    }

    private static string Bytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} bytes");
}
