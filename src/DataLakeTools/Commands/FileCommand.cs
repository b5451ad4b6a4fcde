using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Core.Errors;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>Base of the cmdlets that take local files and no lake.</summary>
public abstract class FileCommand : AsyncCommand
{
    private protected const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files, their names taken letter by letter.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Processes the files of one input. An error about one file does not stop the others.</summary>
    protected override void ProcessRecord()
    {
        foreach (var file in SourcePathResolver.Resolve(this, WriteFailure, Path, LiteralPath))
        {
            try
            {
                ProcessFile(file);
            }
            catch (DataLakeException exception)
            {
                WriteFailure(exception);
            }
        }
    }

    private protected abstract void ProcessFile(string file);
}
