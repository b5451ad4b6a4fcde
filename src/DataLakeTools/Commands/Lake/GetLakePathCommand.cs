using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Errors;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Shows the key that a file gets in a data lake, or the parts of a key.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "LakePath", DefaultParameterSetName = FileSet)]
[OutputType(typeof(LakeKey))]
public sealed class GetLakePathCommand : PSCmdlet
{
    private const string FileSet = "File";
    private const string KeySet = "Key";

    /// <summary>The file, or only its name; it need not exist.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FileSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "FileName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>A key to take apart.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Key { get; set; } = [];

    /// <summary>The layer.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string Layer { get; set; } = LakeConvention.RawLayer;

    /// <summary>The origin.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string Origin { get; set; } = LakeConvention.LocalOrigin;

    /// <summary>The format.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string Format { get; set; } = LakeConvention.CsvFormat;

    /// <summary>The specification, levels with / between them; for CSV from the file's name when left out, else none.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string? Specification { get; set; }

    /// <summary>The processing date; today when left out.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [IsoDate]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public DateTime Date { get; set; } = DateTime.Today;

    /// <summary>Writes the keys.</summary>
    protected override void ProcessRecord()
    {
        foreach (var text in ParameterSetName == FileSet ? Path : Key)
        {
            try
            {
                WriteObject(ParameterSetName == FileSet ? KeyFor(text) : LakeKey.Parse(text));
            }
            catch (DataLakeException exception)
            {
                WriteError(ErrorRecords.Of(exception));
            }
        }
    }

    private LakeKey KeyFor(string path)
    {
        // On Windows both separators end a folder; elsewhere a backslash is part of the name and is refused as such.
        var name = System.IO.Path.GetFileName(path);
        var specification = Specification is not null ? LakeKey.SplitSpecification(Specification)
            : Format == LakeConvention.CsvFormat ? [LakeConvention.SpecificationOf(name)] : [];
        return LakeKey.Create(Layer, Origin, Format, specification, DateOnly.FromDateTime(Date), name);
    }
}
