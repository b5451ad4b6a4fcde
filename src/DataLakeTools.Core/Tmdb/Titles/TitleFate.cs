namespace DataLakeTools.Core.Tmdb.Titles;

/// <summary>The outcome for a title in an earlier run.</summary>
internal enum TitleFate
{
    /// <summary>It is in the lake.</summary>
    Kept,

    /// <summary>TMDB does not know it.</summary>
    Unknown,
}
