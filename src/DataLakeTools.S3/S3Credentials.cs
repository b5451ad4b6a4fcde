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
    private readonly string? _profileName;
    private AWSCredentials _found;
    private int _generation;

    private S3Credentials(string? profileName, AWSCredentials found)
    {
        _profileName = profileName;
        _found = found;
    }

    /// <summary>Grows with every renewal.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Finds credentials the way the AWS CLI and the SDKs do.</summary>
    /// <param name="profileName">The profile to use; the SDK's own chain when null.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="S3SettingsException">There are none.</exception>
    public static async Task<S3Credentials> FindAsync(string? profileName, CancellationToken cancellationToken) =>
        new(profileName, await ResolveAsync(profileName, cancellationToken).ConfigureAwait(false));

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
            var before = await GetCredentialsAsync().ConfigureAwait(false);
            var found = await ResolveAsync(_profileName, cancellationToken).ConfigureAwait(false);
            var after = await found.GetCredentialsAsync().ConfigureAwait(false);
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
            // That the old ones have expired is what the user has to know.
            return false;
        }
    }

    // The SDK makes these clients by name for roles and SSO; a program that is compiled ahead of time has to keep them.
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCConfig))]
    private static async Task<AWSCredentials> ResolveAsync(string? profileName, CancellationToken cancellationToken)
    {
        try
        {
            if (S3Settings.FindProfile(profileName) is { } profile)
            {
                return profile.GetAWSCredentials(profile.CredentialProfileStore);
            }

            return S3EnvironmentSettings.OfProcess.FindCredentials() ?? await ResolveByChainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfCredentials(exception))
        {
            throw new S3SettingsException(S3SettingsProblem.CredentialsNotFound, cause: exception);
        }
    }

    // On its own, so that what it names is loaded only when it runs.
    private static async Task<AWSCredentials> ResolveByChainAsync(CancellationToken cancellationToken)
    {
        // A resolver of its own for every look: credentials that arrived in the environment since are seen.
        var resolver = new DefaultAWSCredentialsIdentityResolver();
        var found = await resolver.ResolveIdentityAsync(clientConfig: null, cancellationToken).ConfigureAwait(false);
        _ = await found.GetCredentialsAsync().ConfigureAwait(false);
        return found;
    }

    private static bool IsOfCredentials(Exception exception) =>
        exception is AmazonClientException or AmazonServiceException or InvalidOperationException or HttpRequestException;
}
