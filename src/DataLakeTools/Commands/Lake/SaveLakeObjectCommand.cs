using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Saves objects of a data lake as files, byte for byte and checked; what is there and the same is skipped.</para>
/// </summary>
[Cmdlet(VerbsData.Save, "LakeObject", DefaultParameterSetName = KeySet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(SavedObject))]
public sealed class SaveLakeObjectCommand : LakeObjectCommand
{
    private readonly Dictionary<string, string> _keyOfPath = new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys inside the lake, or with -Recurse what keys begin with; from the pipeline those of receipts and of Get-LakeObject.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public override string[] Key { get; set; } = [];

    /// <summary>The folder that the files are put into, made if it is not there; the current one when left out.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>The lake: s3://bucket[/prefix] or a folder; that of the object, then the environment variable DATALAKE_URI when left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>Saves everything below the key, with the folders that are below it.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Replaces files that have other content.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How many objects are saved at one time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = LakeStoreOptions.DefaultThrottleLimit;

    private protected override int Parallelism => ThrottleLimit;

    /// <summary>Begins to save what one input names.</summary>
    private protected override void ProcessObjects()
    {
        if (Key.FirstOrDefault(IsPlace) is { } place)
        {
            throw Terminating(NoKey(place));
        }

        var store = StoreOf(ResolveObjectLake(Lake));
        var saver = new LakeObjectSaver(store, Force, Reporter, TimeProvider.System);
        string folder;
        try
        {
            folder = PathText.FullPath(Destination, SessionState.Path, DataLakeError.OutputFailed);
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }

        foreach (var key in Key)
        {
            if (!Recurse)
            {
                Save(store.Lake, saver, key, folder, key[(key.LastIndexOf('/') + 1)..]);
                continue;
            }

            foreach (var (found, relative) in Collect(cancellationToken => saver.ListAsync(key, cancellationToken)))
            {
                Save(store.Lake, saver, found, folder, relative);
            }
        }
    }

    // Copying commands take an address first; who has set a lake begins with the folder.
    private static bool IsPlace(string key) => key.StartsWith("s3:", StringComparison.OrdinalIgnoreCase) || key[0] is '.' or '/' or '~' or '\\';

    private DataLakeException NoKey(string place)
    {
        var (key, folder, lake) = ("Raw", place, string.Empty);
        if (place.StartsWith("s3:", StringComparison.OrdinalIgnoreCase))
        {
            var address = LakeAddress.Parse(place);
            (key, folder, lake) = (address.Prefix.Length > 0 ? address.Prefix : key, Destination, $" -Lake s3://{address.BucketOrFolder}");
        }

        return new DataLakeException(
            DataLakeError.InvalidKey,
            $"'{place}' is no key: keys come first, and then the folder that they are saved into.",
            $"Save-LakeObject {key} {folder}{(Recurse || lake.Length == 0 ? " -Recurse" : string.Empty)}{lake}",
            place);
    }

    private void Save(LakeAddress lake, LakeObjectSaver saver, string key, string folder, string relative)
    {
        try
        {
            lake.Check(key);
        }
        catch (DataLakeException exception)
        {
            WriteFailure(exception);
            return;
        }

        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, relative));
        if (!_keyOfPath.TryAdd(path, key))
        {
            WriteFailure(new DataLakeException(
                DataLakeError.ObjectExists,
                $"'{key}' would be the file that '{_keyOfPath[path]}' is: '{path}'.",
                "Save what is above both with -Recurse, which keeps the folders, or name another -Destination.",
                key));
            return;
        }

        if (ShouldProcess(path, $"Save '{key}'"))
        {
            BeginSingle(async cancellationToken => await saver.SaveAsync(key, path, cancellationToken).ConfigureAwait(false));
        }
    }
}
