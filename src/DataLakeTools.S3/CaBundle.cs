using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DataLakeTools.S3;

/// <summary>The root certificates trusted in place of those of the system: AWS_CA_BUNDLE, or ca_bundle of the profile.</summary>
internal static class CaBundle
{
    /// <summary>Reads a bundle.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="S3SettingsException">It cannot be read.</exception>
    public static SslClientAuthenticationOptions Read(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            authorities.Clear();
        }

        if (authorities.Count == 0)
        {
            throw new S3SettingsException(S3SettingsProblem.InvalidValue, "AWS_CA_BUNDLE (or ca_bundle of the profile)") { Expected = "the path of a file with certificates in PEM" };
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }
}
