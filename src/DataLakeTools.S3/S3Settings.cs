using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace DataLakeTools.S3;

/// <summary>What AWS users set outside: profiles, regions, endpoints; with the names and the order of the AWS CLI.</summary>
internal static class S3Settings
{
    /// <summary>Where a bucket without a known region is looked for first.</summary>
    public const string DefaultRegion = "us-east-1";

    private static readonly string[] EndpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];

    // The SDK for .NET reads only the first, and only once in the life of a process.
    private static readonly string[] RegionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    public static Uri? EndpointUrl(Uri? given)
    {
        if (given is not null)
        {
            return IsUsable(given) ? given : throw new S3SettingsException(S3SettingsProblem.InvalidEndpoint);
        }

        foreach (var variable in EndpointVariables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            {
                return Uri.TryCreate(value, UriKind.Absolute, out var uri) && IsUsable(uri) ? uri : throw new S3SettingsException(S3SettingsProblem.InvalidEndpoint, variable);
            }
        }

        return null;
    }

    /// <summary>The names of the profiles, in the order of their letters.</summary>
    public static IReadOnlyList<string> Profiles() =>
        [.. new CredentialProfileStoreChain().ListProfiles().Select(profile => profile.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The regions that the SDK knows, each with where it is.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Regions() =>
        [.. RegionEndpoint.EnumerableAllRegions.Select(region => new KeyValuePair<string, string>(region.SystemName, region.DisplayName)).OrderBy(region => region.Key, StringComparer.Ordinal)];

    public static CredentialProfile? FindProfile(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var chain = new CredentialProfileStoreChain();
        if (chain.TryGetProfile(name, out var profile))
        {
            return profile.CanCreateAWSCredentials ? profile : throw new S3SettingsException(S3SettingsProblem.IncompleteProfile, name);
        }

        throw new S3SettingsException(S3SettingsProblem.UnknownProfile, name);
    }

    public static string? FindRegion(string? given, CredentialProfile? profile) =>
        given
        ?? profile?.Region?.SystemName
        ?? RegionVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value))
        ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName;

    private static bool IsUsable(Uri endpoint) =>
        endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https" && endpoint.UserInfo.Length == 0 && endpoint.Query.Length == 0;
}
