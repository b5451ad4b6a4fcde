using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Completion;

/// <summary>Completes lakes: folders, s3://bucket of the account, and s3://bucket/prefix/ level by level.</summary>
public sealed class LakeCompleter : Completer
{
    private const string Scheme = "s3://";

    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun)
    {
        if (begun.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return begun.IndexOf('/', Scheme.Length) < 0 ? Buckets(line, begun) : Prefixes(line, begun);
        }

        return Scheme.StartsWith(begun, StringComparison.OrdinalIgnoreCase)
            ? (begun.Length < 2 ? Folders(begun) : []).Append(new Suggestion(Scheme, "a bucket of S3") { IsBeginning = true })
            : Folders(begun);
    }

    private static IEnumerable<Suggestion> Folders(string begun) =>
        from found in CompletionCompleters.CompleteFilename(begun)
        where found.ResultType == CompletionResultType.ProviderContainer
        select new Suggestion(new CompletedWord(found.CompletionText).Begun, found.ToolTip) { IsBeginning = true, Label = found.ListItemText };

    private static IEnumerable<Suggestion> Buckets(CompletedLine line, string begun) =>
        Beginning(begun, BucketsOf(line.StoreOptions()).Select(bucket => new Suggestion(Scheme + bucket, $"the bucket {bucket}")));

    private static IReadOnlyList<string> BucketsOf(LakeStoreOptions options) => InTime(stop => BucketsAsync(options, stop));

    private static async IAsyncEnumerable<string> BucketsAsync(LakeStoreOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var bucket in await AwsSettings.BucketsAsync(options, cancellationToken).ConfigureAwait(false))
        {
            yield return bucket;
        }
    }

    // Keys inside a lake are not proposed as part of its address.
    private static IEnumerable<Suggestion> Prefixes(CompletedLine line, string begun)
    {
        var level = begun[..(begun.LastIndexOf('/') + 1)];
        return Beginning(begun, KeyLevels.Read(line.OpenLake(level), string.Empty)
            .Where(key => key.EndsWith('/') && key != LakeConvention.RawLayer + "/")
            .Select(folder => new Suggestion(level + folder, level + folder) { IsBeginning = true, Label = folder }));
    }
}
