namespace DataLakeTools.Core.Tmdb;

/// <summary>The outcome for a title in an earlier run.</summary>
public enum EarlierOutcome
{
    /// <summary>It is in the lake.</summary>
    InLake,

    /// <summary>TMDB does not know it.</summary>
    NotInTmdb,
}
