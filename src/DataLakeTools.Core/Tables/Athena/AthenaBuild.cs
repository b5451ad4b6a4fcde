using System.Globalization;

namespace DataLakeTools.Core.Tables.Athena;

/// <summary>A run of the workflow that has published.</summary>
/// <param name="Execution">The ARN of the execution.</param>
/// <param name="Build">The number of the run, which stands in the column <c>build</c> of its rows.</param>
/// <param name="Rows">The rows of all tables.</param>
internal sealed record AthenaBuild(string Execution, string Build, long Rows)
{
    /// <summary>The key of its manifest.</summary>
    /// <param name="day">The day of the tables.</param>
    public string ManifestKey(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"Refined/Athena/JSON/Manifest/{day:yyyy'/'MM'/'dd}/{Build}.json");
}
