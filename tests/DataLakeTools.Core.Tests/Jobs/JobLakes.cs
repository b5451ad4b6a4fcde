using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Tests.Storage;

namespace DataLakeTools.Core.Tests.Jobs;

/// <summary>What a job leaves in a lake, taken apart.</summary>
internal static class JobLakes
{
    /// <summary>The keys of the data, without reports and checkpoints.</summary>
    public static IEnumerable<string> DataKeys(this TestLake lake) => lake.Objects.Keys
        .Where(key => !key.StartsWith("reports/", StringComparison.Ordinal) && !key.StartsWith("checkpoints/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public static IEnumerable<string> Checkpoints(this TestLake lake) => lake.Objects.Keys.Where(key => key.StartsWith("checkpoints/", StringComparison.Ordinal));

    /// <summary>The reports in the order in which they were written.</summary>
    public static IReadOnlyList<JsonElement> Reports(this TestLake lake) =>
    [
        .. lake.Objects.Where(pair => pair.Key.StartsWith("reports/", StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => JsonDocument.Parse(Encoding.UTF8.GetString(pair.Value)).RootElement),
    ];

    /// <summary>The ids of the records in the files, file by file.</summary>
    public static IEnumerable<int> Ids(this TestLake lake) => lake.Objects
        .Where(pair => pair.Key.Contains("/JSON/", StringComparison.Ordinal))
        .SelectMany(pair => JsonDocument.Parse(pair.Value).RootElement.EnumerateArray().Select(record => record.GetProperty("id").GetInt32()));
}
