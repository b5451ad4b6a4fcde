using System.Management.Automation;
using DataLakeTools.Completion;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Gets people from TMDB: by id, by name, or by a search.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "TmdbPerson", DefaultParameterSetName = InputSet)]
[OutputType(typeof(TmdbPerson))]
public sealed class GetTmdbPersonCommand : TmdbRecordCommand
{
    /// <summary>Parts that come with the person in the same request, for example movie_credits, external_ids.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AppendCompleter))]
    public string[] Append { get; set; } = [];

    private protected override TmdbKind Kind => TmdbKind.Person;

    private protected override IReadOnlyList<string> Parts => Append;
}
