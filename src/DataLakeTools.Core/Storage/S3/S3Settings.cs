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
            return given.IsAbsoluteUri && given.Scheme is "http" or "https" ? given : throw BadEndpoint("-EndpointUrl", given.OriginalString);
        }

        foreach (var variable in EndpointVariables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            {
                return Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : throw BadEndpoint(variable, value);
            }
        }

        return null;
    }

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

        var known = string.Join(", ", chain.ListProfiles().Select(other => other.Name).Order(StringComparer.Ordinal));
        throw new DataLakeException(
            DataLakeError.CredentialsUnavailable,
            $"There is no AWS profile named '{name}'.",
            known.Length == 0
                ? "Create one with 'aws configure --profile', or leave -ProfileName out."
                : $"Use one of these, or create it with 'aws configure --profile': {known}.",
            name);
    }

    public static string? FindRegion(string? given, CredentialProfile? profile) =>
        given
        ?? profile?.Region?.SystemName
        ?? RegionVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value))
        ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName;

    private static DataLakeException BadEndpoint(string from, string value) => new(
        DataLakeError.InvalidOption,
        $"The endpoint in {from} is not an http or https address.",
        "Write it with its scheme and port, for example http://localhost:9000.",
        value);
}
