using System.Text.RegularExpressions;

namespace DataLakeTools.TestServers.S3;

internal static partial class BucketName
{
    public static void Check(string name)
    {
        if (!Valid().IsMatch(name) || name.Contains("..", StringComparison.Ordinal) || Address().IsMatch(name))
        {
            throw S3Errors.InvalidBucketName(name);
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]\z")]
    private static partial Regex Valid();

    [GeneratedRegex(@"^\d+\.\d+\.\d+\.\d+\z")]
    private static partial Regex Address();
}
