using System.Management.Automation;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Finds and removes uploads to a data lake that were begun and abandoned.</para>
/// </summary>
[Cmdlet(VerbsCommon.Clear, "LakeUpload", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(LakeUpload))]
public sealed class ClearLakeUploadCommand : LakeCommand
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private ILakeStore? _store;

    /// <summary>The lake: s3://bucket[/prefix] or a folder; the environment variable DATALAKE_URI when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>How long an upload has to have stood still; one day when left out.</summary>
    [Parameter]
    public TimeSpan OlderThan { get; set; } = Day;

    /// <summary>The keys whose uploads are meant, with wildcards; all when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(UploadKeyCompleter))]
    public string[] Key { get; set; } = [];

    /// <summary>Lists the uploads and removes them one by one.</summary>
    protected override void ProcessRecord()
    {
        try
        {
            if (OlderThan < TimeSpan.Zero)
            {
                throw new DataLakeException(
                    DataLakeError.InvalidOption, $"An upload cannot be older than {OlderThan}.", "Choose an -OlderThan of 0 or more, or leave it out.", OlderThan);
            }

            _store = LakeStore.Open(ResolveLake(Lake), StoreOptions, Reporter);
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }

        var store = _store;
        var keys = Array.ConvertAll(Key, key => WildcardPattern.Get(key, WildcardOptions.None));
        foreach (var upload in Collect(store.ListUnfinishedAsync))
        {
            if (upload.Age < OlderThan || (keys.Length > 0 && !Array.Exists(keys, key => key.IsMatch(upload.Key))))
            {
                continue;
            }

            // The names come from other people, so control characters in them must not reach the console.
            var key = string.Concat(upload.Key.Select(character => char.IsControl(character) ? '?' : character));
            var what = $"the upload of '{key}' in {store.Lake}, begun {upload.Started.ToUniversalTime():u}";
            var goesAhead = ShouldProcess($"Remove {what}", $"Remove {what}?", "Clear-LakeUpload");
            BeginSingle(async cancellationToken => new LakeUpload(
                store, upload, removed: goesAhead && await store.RemoveUnfinishedAsync(upload, cancellationToken).ConfigureAwait(false)));
        }
    }

    private protected override ValueTask CloseAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;
}
