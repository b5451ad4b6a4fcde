using System.Management.Automation;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Commands;

/// <summary>
/// Base of the cmdlets that take objects of lakes from the pipeline: receipts, listings, objects of other modules, and the
/// skipped steps that a job writes in place of receipts. What binds them is shown and documented like any other parameter.
/// </summary>
public abstract class LakeObjectCommand : LakeCommand
{
    private protected const string KeySet = "Key";

    private readonly Dictionary<string, ILakeStore> _stores = new(StringComparer.Ordinal);

    /// <summary>The bucket, where an object of another module says it beside the key; -Lake goes before it.</summary>
    [Parameter(ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? BucketName { get; set; }

    /// <summary>What the receipt says came of it; what was only a WhatIf, or a step of a job that was skipped, is passed over.</summary>
    [Parameter(ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Status { get; set; }

    /// <summary>The keys inside the lake.</summary>
    public abstract string[] Key { get; set; }

    /// <summary>Begins with what one input names, unless it says of itself that there is no object.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != KeySet)
        {
            ProcessObjects();
            return;
        }

        var isNamed = Key is { Length: > 0 } && !Key.Any(string.IsNullOrEmpty);
        if (!isNamed && string.IsNullOrEmpty(Status))
        {
            WriteFailure(new DataLakeException(DataLakeError.InvalidKey, "The key is empty.", "Give the key of an object, as Get-LakeObject lists them.", string.Empty));
        }
        else if (!isNamed)
        {
            WriteVerbose("A step of a job that was skipped has no object and is passed over.");
        }
        else if (Enum.TryParse<ReceiptStatus>(Status, ignoreCase: true, out var status) && status == ReceiptStatus.WhatIf)
        {
            // A number if the receipts were saved as JSON without -EnumsAsStrings.
            WriteVerbose($"'{string.Join("', '", Key)}' was only a WhatIf and is passed over.");
        }
        else
        {
            ProcessObjects();
        }
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
