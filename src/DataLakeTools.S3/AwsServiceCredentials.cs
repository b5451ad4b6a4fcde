using System.Globalization;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials.Internal;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SSO;
using Amazon.SSO.Model;
using Amazon.SSOOIDC;
using Amazon.Util;
using Amazon.Util.Internal;

namespace DataLakeTools.S3;

/// <summary>
/// Credentials that a service of AWS gives to a profile: those of roles, of web identities and of sign-ins (SSO). The SDK would
/// ask these services where the default profile says; here, as in the AWS CLI, the profile that is used says where they are, and
/// its FIPS endpoints, its authorities and the proxy hold for them, too.
/// </summary>
/// <param name="settings">What is set for S3.</param>
/// <param name="profiles">The profiles.</param>
/// <param name="environment">The keys of the environment; null where there are none.</param>
internal sealed class AwsServiceCredentials(S3Settings settings, AwsProfiles profiles, AWSCredentials? environment)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // New ones are had so long before the old ones end.
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    /// <summary>The credentials of a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <exception cref="S3SettingsException">It wants a code, and nobody can be asked for it; or it takes its credentials from itself.</exception>
    public AWSCredentials Of(CredentialProfile profile) => Of(profile, []);

    /// <summary>The credentials of a web identity.</summary>
    /// <param name="role">The role that it takes on.</param>
    /// <param name="file">The file with its token, which is read anew each time.</param>
    /// <param name="session">What the session is called; null for a name of our own.</param>
    public AWSCredentials OfWebIdentity(string role, string file, string? session) => new Renewed(() => WithWebIdentityAsync(role, file, session));

    private AWSCredentials Of(CredentialProfile profile, HashSet<string> seen)
    {
        var options = profile.Options;
        if (!seen.Add(profile.Name))
        {
            throw new S3SettingsException(S3SettingsProblem.IncompleteProfile, profile.Name);
        }

        if (options is { SsoAccountId: not null, SsoRoleName: not null, SsoStartUrl: not null })
        {
            return new Renewed(() => SignedInAsync(options));
        }

        if (options.RoleArn is null)
        {
            return profile.GetAWSCredentials(profiles);
        }

        if (options.WebIdentityTokenFile is { } file)
        {
            return OfWebIdentity(options.RoleArn, file, options.RoleSessionName);
        }

        if (options.MfaSerial is not null && settings.AskMfaCode is null)
        {
            throw new S3SettingsException(S3SettingsProblem.MfaNeeded, profile.Name);
        }

        var source = SourceOf(profile, seen);

        // Nobody is asked for a code before it is needed.
        return new Renewed(() => WithRoleAsync(profile, source), options.MfaSerial is null ? Early : TimeSpan.Zero);
    }

    private AWSCredentials SourceOf(CredentialProfile profile, HashSet<string> seen)
    {
        var options = profile.Options;
        if (options.SourceProfile is not { } source)
        {
            return options.CredentialSource switch
            {
                "Environment" => environment ?? throw new S3SettingsException(S3SettingsProblem.CredentialsNotFound),
                "EcsContainer" => new GenericContainerCredentials(),
                "Ec2InstanceMetadata" => new InstanceProfileAWSCredentials(),
                _ => throw new S3SettingsException(S3SettingsProblem.IncompleteProfile, profile.Name),
            };
        }

        // A role may be assumed with keys that stand beside it.
        return source == profile.Name && options.AccessKey is not null && options.SecretKey is not null ? new BasicAWSCredentials(options.AccessKey, options.SecretKey)
            : profiles.TryGetProfile(source, out var before) ? Of(before, seen)
            : throw new S3SettingsException(S3SettingsProblem.UnknownProfile, source);
    }

    private async Task<RefreshingAWSCredentials.CredentialsRefreshState> WithRoleAsync(CredentialProfile profile, AWSCredentials source)
    {
        var options = profile.Options;
        using var client = new AmazonSecurityTokenServiceClient(source, Configured(new AmazonSecurityTokenServiceConfig(), "sts", settings.Region));
        var answer = await client.AssumeRoleAsync(new AssumeRoleRequest
        {
            RoleArn = options.RoleArn,
            RoleSessionName = options.RoleSessionName ?? NewSession(),
            ExternalId = options.ExternalID,
            DurationSeconds = int.TryParse(profiles.Find(profile.Name)?.Find("duration_seconds"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null,
            SerialNumber = options.MfaSerial,
            TokenCode = options.MfaSerial is { } serial ? await CodeAsync(profile.Name, serial).ConfigureAwait(false) : null,
        }).ConfigureAwait(false);
        return StateOf(answer.Credentials);
    }

    private async Task<string> CodeAsync(string profile, string serial) =>
        (await settings.AskMfaCode!(serial).ConfigureAwait(false))?.Trim() is { Length: > 0 } code ? code : throw new S3SettingsException(S3SettingsProblem.MfaNeeded, profile);

    private async Task<RefreshingAWSCredentials.CredentialsRefreshState> WithWebIdentityAsync(string role, string file, string? session)
    {
        using var client = new AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), Configured(new AmazonSecurityTokenServiceConfig(), "sts", settings.Region));
        var answer = await client.AssumeRoleWithWebIdentityAsync(new AssumeRoleWithWebIdentityRequest
        {
            RoleArn = role,
            RoleSessionName = session ?? NewSession(),
            WebIdentityToken = await File.ReadAllTextAsync(file).ConfigureAwait(false),
        }).ConfigureAwait(false);
        return StateOf(answer.Credentials);
    }

    // The sign-in is that of "aws sso login", which is renewed where it can be without a browser.
    private async Task<RefreshingAWSCredentials.CredentialsRefreshState> SignedInAsync(CredentialProfileOptions options)
    {
        using var tokens = new AmazonSSOOIDCClient(new AnonymousAWSCredentials(), Configured(new AmazonSSOOIDCConfig(), "sso_oidc", options.SsoRegion));
        var manager = new SSOTokenManager(tokens, new SSOTokenFileCache(CryptoUtilFactory.CryptoInstance, new FileRetriever(), new DirectoryRetriever()));
        var token = await manager.GetTokenAsync(
            new SSOTokenManagerGetTokenOptions { StartUrl = options.SsoStartUrl, Session = options.SsoSession, Region = options.SsoRegion, SupportsGettingNewToken = false },
            CancellationToken.None).ConfigureAwait(false);
        using var portal = new AmazonSSOClient(new AnonymousAWSCredentials(), Configured(new AmazonSSOConfig(), "sso", options.SsoRegion));
        var answer = await portal.GetRoleCredentialsAsync(
            new GetRoleCredentialsRequest { AccessToken = token.AccessToken, AccountId = options.SsoAccountId, RoleName = options.SsoRoleName }).ConfigureAwait(false);
        var given = answer.RoleCredentials;
        return new(
            new ImmutableCredentials(given.AccessKeyId, given.SecretAccessKey, given.SessionToken),
            DateTimeOffset.FromUnixTimeMilliseconds(given.Expiration ?? 0).UtcDateTime);
    }

    private TConfig Configured<TConfig>(TConfig config, string service, string? region)
        where TConfig : ClientConfig
    {
        var endpoint = settings.EndpointOf(service);
        config.HttpClientFactory = new Sockets(settings with { EndpointUrl = endpoint });
        config.IgnoreConfiguredEndpointUrls = true;
        config.UseFIPSEndpoint = endpoint is null && settings.UseFips;
        config.UseDualstackEndpoint = endpoint is null && settings.UseDualStackForCredentials;
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region ?? S3Settings.DefaultRegion);
        }
        else
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = region ?? S3Settings.DefaultRegion;
        }

        return config;
    }

    private static string NewSession() => string.Create(CultureInfo.InvariantCulture, $"datalake-{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}");

    private static RefreshingAWSCredentials.CredentialsRefreshState StateOf(Credentials given) => new(
        new ImmutableCredentials(given.AccessKeyId, given.SecretAccessKey, given.SessionToken), given.Expiration?.ToUniversalTime() ?? DateTime.UtcNow);

    private sealed class Renewed : RefreshingAWSCredentials
    {
        private readonly Func<Task<CredentialsRefreshState>> _renew;

        public Renewed(Func<Task<CredentialsRefreshState>> renew, TimeSpan? early = null)
        {
            _renew = renew;
            PreemptExpiryTime = early ?? Early;
        }

        protected override Task<CredentialsRefreshState> GenerateNewCredentialsAsync() => _renew();

        // Every request of this program and of its SDK clients is asynchronous.
        protected override CredentialsRefreshState GenerateNewCredentials() => throw new NotSupportedException("These credentials are had asynchronously.");
    }

    private sealed class Sockets(S3Settings settings) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(S3HttpHandler.Create(ConnectTimeout, settings)) { Timeout = Timeout };

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
    }
}
