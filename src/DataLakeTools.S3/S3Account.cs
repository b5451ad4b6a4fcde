namespace DataLakeTools.S3;

/// <summary>Who asks, and where: what requests to any bucket need.</summary>
/// <param name="Credentials">The credentials; they renew themselves.</param>
/// <param name="Region">The region that requests are signed for.</param>
/// <param name="EndpointUrl">The endpoint that was given in place of the region's own.</param>
internal sealed record S3Account(S3Credentials Credentials, string Region, Uri? EndpointUrl)
{
    /// <summary>Finds credentials, region and endpoint the way the AWS CLI and the SDKs do.</summary>
    /// <exception cref="S3SettingsException">They cannot be found or used.</exception>
    public static async Task<S3Account> FindAsync(S3ClientOptions options, CancellationToken cancellationToken)
    {
        var endpoint = S3Settings.EndpointUrl(options.EndpointUrl);
        var profile = S3Settings.FindProfile(options.ProfileName);
        var region = S3Settings.FindRegion(options.Region, profile);
        var credentials = await S3Credentials.FindAsync(options.ProfileName, cancellationToken).ConfigureAwait(false);
        return new S3Account(credentials, region ?? S3Settings.DefaultRegion, endpoint);
    }
}
