using System.Management.Automation;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Gets keywords from TMDB: by id, by name, or by a search.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "TmdbKeyword", DefaultParameterSetName = InputSet)]
[OutputType(typeof(TmdbKeyword))]
public sealed class GetTmdbKeywordCommand : TmdbRecordCommand
{
    private protected override TmdbKind Kind => TmdbKind.Keyword;
}
