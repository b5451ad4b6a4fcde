using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Gets the ids of films, series or people that changed on TMDB, each once.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "TmdbChange")]
[OutputType(typeof(TmdbChange))]
public sealed class GetTmdbChangeCommand : TmdbCommand
{
    /// <summary>The first day. More than the 14 days that TMDB takes are asked for piece by piece.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [IsoDate(AllowsYear = true)]
    [Year]
    public DateTime Since { get; set; }

    /// <summary>The last day; until now when left out.</summary>
    [Parameter(Position = 1)]
    [IsoDate(AllowsYear = true)]
    [Year]
    public DateTime? Until { get; set; }

    /// <summary>What changed.</summary>
    [Parameter]
    [ValidateSet(nameof(TmdbKind.Movie), nameof(TmdbKind.Series), nameof(TmdbKind.Person))]
    public string Kind { get; set; } = nameof(TmdbKind.Movie);

    /// <summary>Begins to read.</summary>
    protected override void ProcessRecord()
    {
        DateOnly? until = Until is { } last ? DateOnly.FromDateTime(last) : null;
        Begin(cancellationToken => ToOutput(
            Client.GetChangesAsync(Enum.Parse<TmdbKind>(Kind, ignoreCase: true), DateOnly.FromDateTime(Since), until, cancellationToken), cancellationToken));
    }
}
