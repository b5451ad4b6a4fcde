using System.Management.Automation;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Gets series from TMDB: by their traits, ids or titles, or those of people and genres.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "TmdbSeries", DefaultParameterSetName = DiscoverSet)]
[OutputType(typeof(TmdbSeries))]
public sealed class GetTmdbSeriesCommand : TmdbTitleCommand
{
    /// <summary>The id of the network that airs it.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Network { get; set; }

    private protected override TmdbKind Kind => TmdbKind.Series;

    private protected override TmdbDiscoverQuery Unfiltered => new TmdbSeriesQuery();
}
