using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Settings;
using DataLakeTools.Errors;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Puts the variables of a .env file into the environment of this process. Shows names, never values.</para>
/// </summary>
[Cmdlet(VerbsData.Import, "LakeEnvironment", DefaultParameterSetName = PathSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(EnvironmentChange))]
public sealed class ImportLakeEnvironmentCommand : PSCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The file; .env in the current folder when left out.</summary>
    [Parameter(Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [".env"];

    /// <summary>The file, its name taken letter by letter.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Reads the files of one input and sets their variables.</summary>
    protected override void ProcessRecord()
    {
        var files = SourcePathResolver.Resolve(this, Fail, Path, LiteralPath);
        foreach (var file in files)
        {
            try
            {
                var variables = EnvironmentFile.Read(file);
                if (ShouldProcess($"{string.Join(", ", variables)} from '{file}'", "Set environment variables"))
                {
                    WriteObject(EnvironmentFile.Apply(variables), enumerateCollection: true);
                }
            }
            catch (DataLakeException exception)
            {
                Fail(exception);
            }
        }
    }

    private void Fail(DataLakeException exception) => WriteError(ErrorRecords.Of(exception));
}
