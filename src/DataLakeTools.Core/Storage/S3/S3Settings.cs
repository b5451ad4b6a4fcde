using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>What AWS users set outside: profiles, regions, endpoints; with the names and the order of the AWS CLI.</summary>
internal static class S3Settings
{
    /// <summary>Where a bucket without a known region is looked for first.</summary>
    public const string DefaultRegion = "us-east-1";

    private static readonly string[] EndpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];

    // The SDK for .NET reads only the first, and only once in the life of a process.
    private static readonly string[] RegionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    public static Uri? EndpointUrl(LakeStoreOptions options)
    {
        if (options.EndpointUrl is { } given)
        {
            return IsUsable(given) ? given : throw BadEndpoint(variable: null);
        }

        foreach (var variable in EndpointVariables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            {
                return Uri.TryCreate(value, UriKind.Absolute, out var uri) && IsUsable(uri) ? uri : throw BadEndpoint(variable);
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
            return profile.CanCreateAWSCredentials ? profile : throw new DataLakeException(
                DataLakeError.CredentialsUnavailable,
                $"The AWS profile '{name}' does not say where its credentials come from.",
                "Complete it with 'aws configure --profile': it needs keys, a role, a process or SSO.",
                name);
        }

        var known = string.Join(", ", Profiles());
        throw new DataLakeException(
            DataLakeError.CredentialsUnavailable,
            $"There is no AWS profile named '{name}'.",
            known.Length == 0
                ? (Advice)$"Create one with 'aws configure --profile', or leave {LakeSetting.ProfileName} out."
                : $"Use one of these, or create it with 'aws configure --profile': {known}.",
            name);
    }

    public static string? FindRegion(string? given, CredentialProfile? profile) =>
        given
        ?? profile?.Region?.SystemName
        ?? RegionVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value))
        ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName;

    private static bool IsUsable(Uri endpoint) =>
        endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https" && endpoint.UserInfo.Length == 0 && endpoint.Query.Length == 0;

    // Does not repeat the address: somebody may have written a password into it.
    private static DataLakeException BadEndpoint(string? variable) => new(
        DataLakeError.InvalidOption,
        $"The endpoint {(variable is null ? "that was given" : $"in {variable}")} is not an http or https address without user name, password and query.",
        "Write scheme, host and port, for example http://localhost:9000; credentials go into the environment or a profile.",
        variable ?? nameof(LakeStoreOptions.EndpointUrl));
}
