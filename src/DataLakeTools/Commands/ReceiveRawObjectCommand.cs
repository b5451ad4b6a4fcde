using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Ingestion;
using DataLakeTools.Core.Paths;
using DataLakeTools.Core.Storage;
using DataLakeTools.Errors;
using DataLakeTools.Model;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Reads the records of objects in a data lake: JSON records with their fields and bytes, CSV rows.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "RawObject", DefaultParameterSetName = KeySet)]
[OutputType(typeof(JsonRecord), typeof(PSObject))]
public sealed class ReceiveRawObjectCommand : LakeCommand
{
    private const string KeySet = "Key";
    private const string SkippedSet = "Skipped";

    private readonly Dictionary<string, ILakeStore> _stores = new(StringComparer.Ordinal);

    /// <summary>The keys inside the lake; from the pipeline those of receipts and of Get-RawObject.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string[] Key { get; set; } = [];

    /// <summary>The lake: s3://bucket[/prefix] or a folder; the environment variable DATALAKE_URI when left out.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

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

    /// <summary>The delimiter of CSV objects; found from the header when left out.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>Begins to read the objects of one input.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == SkippedSet)
        {
            WriteVerbose($"The step '{Step}' was skipped and has nothing to read. {Reason}");
            return;
        }

        var store = StoreOf(ResolveLake(Lake, BucketName));
        foreach (var key in Key)
        {
            try
            {
                var isCsv = RawObjectReader.FormatOf(key) == RawConvention.CsvFormat;
                Begin(cancellationToken => isCsv ? RowsAsync(store, key, cancellationToken) : RecordsAsync(store, key, cancellationToken));
            }
            catch (DataLakeException exception)
            {
                WriteError(ErrorRecords.Of(exception));
            }
        }
    }

    private protected override async ValueTask CloseAsync()
    {
        foreach (var store in _stores.Values)
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }
    }

    private ILakeStore StoreOf(LakeAddress lake)
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

    private static async IAsyncEnumerable<object> RecordsAsync(ILakeStore store, string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in new RawObjectReader(store).ReadJsonAsync(key, cancellationToken).ConfigureAwait(false))
        {
            yield return new JsonRecord(record).ToPSObject();
        }
    }

    private async IAsyncEnumerable<object> RowsAsync(ILakeStore store, string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var rows = await new RawObjectReader(store).OpenCsvAsync(key, Delimiter, cancellationToken).ConfigureAwait(false);
        string[] names = [.. rows.Columns];
        int[] columns = [.. Enumerable.Range(0, names.Length)];
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return CsvRowObject.Of(rows, columns, names);
        }
    }
}
