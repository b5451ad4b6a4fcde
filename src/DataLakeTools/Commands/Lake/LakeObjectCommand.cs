using System.Management.Automation;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Commands;

/// <summary>
/// Base of the cmdlets that take objects of lakes from the pipeline: receipts, listings, objects of other modules, and the
/// skipped steps that a job writes in place of receipts.
/// </summary>
public abstract class LakeObjectCommand : LakeCommand
{
    private protected const string KeySet = "Key";
    private protected const string SkippedSet = "Skipped";

    private readonly Dictionary<string, ILakeStore> _stores = new(StringComparer.Ordinal);

    /// <summary>The bucket, where an object of another module says it beside the key; -Lake goes before it.</summary>
    [Parameter(ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true, DontShow = true)]
    [ValidateNotNullOrEmpty]
    public string? BucketName { get; set; }

    /// <summary>The step of a job that was skipped; it has no object and is passed over.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SkippedSet, ValueFromPipelineByPropertyName = true, DontShow = true)]
    public string Step { get; set; } = string.Empty;

    /// <summary>Why it was skipped.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SkippedSet, ValueFromPipelineByPropertyName = true, DontShow = true)]
    public string Reason { get; set; } = string.Empty;

    /// <summary>Begins with what one input names, unless that is a step that was skipped.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == SkippedSet)
        {
            WriteVerbose($"The step '{Step}' was skipped and has no object. {Reason}");
            return;
        }

        ProcessObjects();
    }

    private protected abstract void ProcessObjects();

    /// <summary>The lake that is meant, by an address or else by the bucket as other modules' objects name it.</summary>
    private protected LakeAddress ResolveObjectLake(string? given)
    {
        if (given is not null || BucketName is null)
        {
            return ResolveLake(given);
        }

        // A name with a slash would address a prefix and not a bucket.
        return BucketName.Contains('/', StringComparison.Ordinal)
            ? throw Terminating(new DataLakeException(
                DataLakeError.InvalidBucketName, $"'{BucketName}' is no name of a bucket.", "Give the lake as -Lake s3://bucket[/prefix].", BucketName))
            : ResolveLake($"s3://{BucketName}");
    }

    /// <summary>The store of a lake, open until the cmdlet ends.</summary>
    private protected ILakeStore StoreOf(LakeAddress lake)
    {
        if (!_stores.TryGetValue(lake.ToString(), out var store))
        {
            try
            {
                _stores[lake.ToString()] = store = LakeStore.Open(lake, StoreOptions, Reporter);
            }
            catch (DataLakeException exception)
            {
                throw Terminating(exception);
            }
        }

        return store;
    }

    private protected override async ValueTask CloseAsync()
    {
        foreach (var store in _stores.Values)
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }
    }
}
