namespace DataLakeTools.Core.Jobs.Splitting;

/// <summary>What steps are split by.</summary>
public enum LakeJobSplitBy
{
    /// <summary>By the day of release or first airing: steps that fetch all titles with some traits.</summary>
    ReleaseDate,

    /// <summary>By id: steps that fetch titles by their ids, listed or from a CSV file.</summary>
    Id,
}
