using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Jobs.Splitting;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Cuts job documents into parts that together do exactly what the whole does, for several machines.</para>
/// </summary>
[Cmdlet(VerbsCommon.Split, "LakeJob", DefaultParameterSetName = PathSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(LakeJobPart), typeof(FileInfo))]
public sealed class SplitLakeJobCommand : FileCommand
{
    /// <summary>The folder that the parts are written to; without it they come out as objects.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>What steps are cut by: the release date of what they find, or the ids that they name.</summary>
    [Parameter]
    [ValidateSet(nameof(LakeJobSplitBy.ReleaseDate), nameof(LakeJobSplitBy.Id))]
    public string By { get; set; } = nameof(LakeJobSplitBy.ReleaseDate);

    /// <summary>How many parts.</summary>
    [Parameter]
    [ValidateRange(1, LakeJobSplitOptions.MaxParts)]
    public int? Parts { get; set; }

    /// <summary>In place of a number of parts: one part for every month, year or decade of release.</summary>
    [Parameter]
    [ValidateSet(nameof(LakeJobWindow.Month), nameof(LakeJobWindow.Year), nameof(LakeJobWindow.Decade))]
    public string? Window { get; set; }

    /// <summary>The names of the steps that are cut, with wildcards; all that can be cut when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(JobStepCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Step { get; set; } = [];

    /// <summary>Replaces the parts of an earlier cut.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void ProcessFile(string file)
    {
        var source = System.IO.Path.GetDirectoryName(file)!;
        var target = Destination is null ? null : PathText.FullPath(Destination, SessionState.Path);
        var options = new LakeJobSplitOptions
        {
            By = Enum.Parse<LakeJobSplitBy>(By, ignoreCase: true),
            Parts = Parts,
            Window = Window is null ? null : Enum.Parse<LakeJobWindow>(Window, ignoreCase: true),
            Steps = Step,
            Name = System.IO.Path.GetFileNameWithoutExtension(file),
            SourceFolder = source,
            TargetFolder = target,
        };
        var parts = LakeJobSplitter.Split(file, options, DateOnly.FromDateTime(DateTime.Today));
        if (target is null)
        {
            WriteObject(parts, enumerateCollection: true);
            return;
        }

        Write(parts, new LakeJobPartFolder(target, options.Name));
    }

    private void Write(IReadOnlyList<LakeJobPart> parts, LakeJobPartFolder folder)
    {
        var others = folder.OthersThan(parts);
        if (!Force && (others.Count > 0 || parts.Any(folder.HasOther)))
        {
            throw folder.AlreadySplit();
        }

        foreach (var other in others)
        {
            if (ShouldProcess(other, "Remove the part of an earlier cut"))
            {
                folder.Remove(other);
            }
        }

        foreach (var part in parts)
        {
            if (ShouldProcess(folder.PathOf(part), $"Write a part with {string.Join(", ", part.Steps)}"))
            {
                WriteObject(folder.Write(part));
            }
        }
    }
}
