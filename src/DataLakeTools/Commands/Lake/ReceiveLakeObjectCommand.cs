using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Reads the records of objects in a data lake: JSON records with their fields and bytes, CSV rows.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "LakeObject", DefaultParameterSetName = KeySet)]
[OutputType(typeof(JsonRecord), typeof(PSObject))]
public sealed class ReceiveLakeObjectCommand : LakeObjectCommand
{
    /// <summary>The keys inside the lake; from the pipeline those of receipts and of Get-LakeObject.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public override string[] Key { get; set; } = [];

    /// <summary>The lake: s3://bucket[/prefix] or a folder; the environment variable DATALAKE_URI when left out.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>The delimiter of CSV objects; found from the first rows when left out.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>Leaves all values of CSV objects text, also where their columns are known.</summary>
    [Parameter]
    public SwitchParameter AsText { get; set; }

    /// <summary>Begins to read the objects of one input.</summary>
    private protected override void ProcessObjects()
    {
        var store = StoreOf(ResolveObjectLake(Lake));
        foreach (var key in Key)
        {
            try
            {
                var isCsv = LakeObjectReader.FormatOf(key) == LakeConvention.CsvFormat;
                Begin(cancellationToken => isCsv ? RowsAsync(store, key, cancellationToken) : RecordsAsync(store, key, cancellationToken));
            }
            catch (DataLakeException exception)
            {
                WriteFailure(exception);
            }
        }
    }

    private static async IAsyncEnumerable<object> RecordsAsync(ILakeStore store, string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isOfTmdb = key.Split('/').Contains(LakeConvention.TmdbOrigin, StringComparer.Ordinal);
        await foreach (var record in new LakeObjectReader(store).ReadJsonAsync(key, cancellationToken).ConfigureAwait(false))
        {
            var shown = new JsonRecord(record).ToPSObject();
            yield return RecordView.With(shown, isOfTmdb ? TmdbInput.TypeNameOf(shown) : null);
        }
    }

    private async IAsyncEnumerable<object> RowsAsync(ILakeStore store, string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var rows = await new LakeObjectReader(store).OpenCsvAsync(key, Delimiter, cancellationToken).ConfigureAwait(false);
        var types = AsText ? null : CsvTypes.OfContract(rows.Columns);
        var objects = new CsvRowObjects(rows, [.. Enumerable.Range(0, rows.Columns.Count)], types ?? CsvTypes.OfText(rows));
        var values = new object?[objects.Width];
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            objects.Read(values);
            yield return objects.Of(values);
        }

        if (objects.WarningOf(store.Lake.AddressOf(key)) is { } warning)
        {
            yield return new WorkWarning(warning);
        }
    }
}
