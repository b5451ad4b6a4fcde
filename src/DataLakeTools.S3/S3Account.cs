using Amazon.Runtime;

namespace DataLakeTools.S3;

/// <summary>Credentials, region and settings: what requests to any bucket need.</summary>
/// <param name="Credentials">The credentials; they renew themselves.</param>
/// <param name="Region">The region that requests are signed for.</param>
/// <param name="Settings">What is set for S3.</param>
internal sealed record S3Account(S3Credentials Credentials, string Region, S3Settings Settings)
{
    /// <summary>Finds credentials, region and endpoint the way the AWS CLI does.</summary>
    /// <exception cref="S3SettingsException">They cannot be found or used.</exception>
    public static async Task<S3Account> FindAsync(S3ClientOptions options, CancellationToken cancellationToken)
    {
        var settings = S3Settings.Find(options);
        var credentials = await S3Credentials.FindAsync(settings, cancellationToken).ConfigureAwait(false);
        return new S3Account(credentials, settings.Region ?? FindRegionOfInstance(settings, credentials) ?? S3Settings.DefaultRegion, settings);
    }

    // The metadata service is asked for the region only if the credentials came from it: elsewhere it may not answer.
    private static string? FindRegionOfInstance(S3Settings settings, S3Credentials credentials) =>
        settings.EndpointUrl is null && credentials.AreOfInstance ? FallbackRegionFactory.GetRegionEndpoint()?.SystemName : null;
}
