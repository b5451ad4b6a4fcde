using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace DataLakeTools.S3;

/// <summary>
/// Credentials that renew themselves as the SDK's do, and that are resolved again when S3 says that they have
/// expired: there may be new ones in the environment or the profile since.
/// </summary>
internal sealed class S3Credentials : AWSCredentials
{
    // Outside EC2 something may accept connections at the metadata address and never answer. The AWS CLI waits one second;
    // one command may wait twice, for its work and for its report.
    internal static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(1.5);

    // If one of these is set, credentials may come from elsewhere than the instance metadata service, or the user has chosen
    // its time-out.
    private static readonly string[] OtherSources =
        ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_METADATA_SERVICE_TIMEOUT"];

    private readonly S3Settings _settings;
    private AWSCredentials _found;
    private int _generation;

    private S3Credentials(S3Settings settings, AWSCredentials found)
    {
        _settings = settings;
        _found = found;
    }

    /// <summary>Grows with every renewal.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Whether the role of the instance gives them, so that its metadata service answers.</summary>
    public bool AreOfInstance { get; private init; }

    /// <summary>
    /// Finds credentials in the order of the AWS CLI: the profile of a parameter; else keys of the environment, then the
    /// profile of the environment or the default one, then a web identity, and the role of the container or the instance.
    /// </summary>
    /// <param name="settings">Says which profile.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="S3SettingsException">There are none.</exception>
    public static async Task<S3Credentials> FindAsync(S3Settings settings, CancellationToken cancellationToken)
    {
        var found = await ResolveAsync(settings, cancellationToken).ConfigureAwait(false);
        return new S3Credentials(settings, found.Credentials) { AreOfInstance = found.AreOfInstance };
    }

    public override ImmutableCredentials GetCredentials()
    {
        try
        {
            return Volatile.Read(ref _found).GetCredentials();
        }
        catch (Exception exception) when (IsOfCredentials(exception))
        {
            throw new S3SettingsException(S3SettingsProblem.CredentialsLost, cause: exception);
        }
    }

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        try
        {
            return await Volatile.Read(ref _found).GetCredentialsAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfCredentials(exception))
        {
            throw new S3SettingsException(S3SettingsProblem.CredentialsLost, cause: exception);
        }
    }

    /// <summary>
    /// The credentials for a request. No time-out of the request counts here: services that give credentials have their own, and
    /// somebody who is asked for a code may take a minute to find it.
    /// </summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="S3SettingsException">There are none any more.</exception>
    /// <exception cref="TimeoutException">The service that gives them did not answer.</exception>
    public Task<ImmutableCredentials> GetAsync(CancellationToken cancellationToken) => GetAsync(this, cancellationToken);

    /// <summary>Looks for credentials again, unless somebody did since <paramref name="generation"/>.</summary>
    /// <returns>Whether there are other credentials now.</returns>
    public async Task<bool> TryRenewAsync(int generation, CancellationToken cancellationToken)
    {
        if (generation != Generation)
        {
            return true;
        }

        try
        {
            var before = await GetAsync(cancellationToken).ConfigureAwait(false);
            var (found, _) = await ResolveAsync(_settings, cancellationToken).ConfigureAwait(false);
            var after = await GetAsync(found, cancellationToken).ConfigureAwait(false);
            if (after.AccessKey == before.AccessKey && after.SecretKey == before.SecretKey && after.Token == before.Token)
            {
                return generation != Generation;
            }

            Volatile.Write(ref _found, found);
            Interlocked.Increment(ref _generation);
            return true;
        }
        catch (Exception exception) when (IsOfCredentials(exception) || exception is S3SettingsException)
        {
            // The caller reports that the old credentials have expired; that says more than this failure.
            return false;
        }
    }

    // A service that does not answer in its own time-out ends as canceled, though nobody has stopped anything.
    private static async Task<ImmutableCredentials> GetAsync(AWSCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            return await credentials.GetCredentialsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("no credentials in time", exception);
        }
    }

    // The SDK makes these clients by name for roles and SSO; a program that is compiled ahead of time has to keep them.
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCConfig))]
    private static async Task<(AWSCredentials Credentials, bool AreOfInstance)> ResolveAsync(S3Settings settings, CancellationToken cancellationToken)
    {
        try
        {
            return ((settings.IsProfileGiven ? null : FindInEnvironment()) ?? FindByProfiles(settings)) is { } known
                ? (known, AreOfInstance: false)
                : await ResolveByChainAsync(settings, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfCredentials(exception))
        {
            throw new S3SettingsException(S3SettingsProblem.CredentialsNotFound, cause: exception);
        }
    }

    private static AWSCredentials? FindInEnvironment()
    {
        var (id, secret, token) = (Variable("AWS_ACCESS_KEY_ID"), Variable("AWS_SECRET_ACCESS_KEY"), Variable("AWS_SESSION_TOKEN"));
        return id is null || secret is null ? null
            : token is null ? new BasicAWSCredentials(id, secret)
            : new SessionAWSCredentials(id, secret, token);
    }

    private static AWSCredentials? FindByProfiles(S3Settings settings)
    {
        var profiles = AwsProfiles.Read(Environment.GetEnvironmentVariable);
        var services = new AwsServiceCredentials(settings, profiles, FindInEnvironment());
        var webIdentity = !settings.IsProfileGiven && Variable("AWS_WEB_IDENTITY_TOKEN_FILE") is { } file && Variable("AWS_ROLE_ARN") is { } role
            ? services.OfWebIdentity(role, file, Variable("AWS_ROLE_SESSION_NAME"))
            : null;
        var name = settings.ProfileName ?? AwsProfiles.DefaultName;
        if (!profiles.TryGetProfile(name, out var profile))
        {
            return settings.ProfileName is null ? webIdentity : throw new S3SettingsException(S3SettingsProblem.UnknownProfile, name);
        }

        // Precedence: the role of the profile, then the web identity of the environment, then the keys of the profile.
        return webIdentity is not null && profile.Options.RoleArn is null ? webIdentity
            : profile.CanCreateAWSCredentials ? services.Of(profile)
            : settings.IsProfileGiven ? throw new S3SettingsException(S3SettingsProblem.IncompleteProfile, name)
            : webIdentity;
    }

    // Trimmed: what is pasted, or read from a file, often ends in a line break.
    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value ? value : null;

    // A separate method, so that the JIT loads these SDK types only when it runs.
    private static async Task<(AWSCredentials Credentials, bool AreOfInstance)> ResolveByChainAsync(S3Settings settings, CancellationToken cancellationToken)
    {
        // A new resolver each time, because a resolver caches its result: credentials set since then are found.
        var resolver = new DefaultAWSCredentialsIdentityResolver();
        var areOfInstance = !Array.Exists(OtherSources, name => Variable(name) is not null);
        if (areOfInstance)
        {
            settings.AskingInstanceMetadata?.Invoke(MetadataTimeout);
        }

        var finding = Task.Run(
            async () =>
            {
                var found = await resolver.ResolveIdentityAsync(clientConfig: null, cancellationToken).ConfigureAwait(false);
                _ = await GetAsync(found, cancellationToken).ConfigureAwait(false);
                return found;
            },
            cancellationToken);
        try
        {
            return (await finding.WaitAsync(areOfInstance ? MetadataTimeout : Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false), areOfInstance);
        }
        catch (TimeoutException silence) when (areOfInstance)
        {
            throw new S3SettingsException(S3SettingsProblem.MetadataSilent, cause: silence);
        }
    }

    // The SDK does not wrap failures: exceptions of files, processes, JSON and sockets come through as they are.
    private static bool IsOfCredentials(Exception exception) =>
        exception is not (OperationCanceledException or OutOfMemoryException or S3SettingsException);
}
