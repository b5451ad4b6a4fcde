namespace DataLakeTools.Core.Tmdb.Titles;

/// <summary>What became of a title.</summary>
internal enum TitleFate
{
    /// <summary>It is in the lake.</summary>
    Kept,

    /// <summary>TMDB does not know it.</summary>
    Unknown,
}
