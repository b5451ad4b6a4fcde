namespace DataLakeTools.Core.Answers;

/// <summary>How a page of answers is made.</summary>
public sealed record DashboardOptions
{
    /// <summary>The names of the questions, in the order of the page; all when empty.</summary>
    public IReadOnlyList<string> Questions { get; init; } = [];

    /// <summary>The language that the page opens in: <c>en</c> or <c>pt-BR</c>.</summary>
    public string Language { get; init; } = DashboardLanguage.English;

    /// <summary>Whether another page that is there is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>The version of this program, which the page names.</summary>
    public required string Program { get; init; }
}
