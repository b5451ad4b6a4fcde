using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime.CredentialManagement;

namespace DataLakeTools.S3;

/// <summary>
/// The profiles of the shared AWS files, with the names and the order of precedence of the AWS CLI: what the credentials
/// file says of a profile goes before what the configuration file says.
/// </summary>
internal sealed partial class AwsProfiles : ICredentialProfileSource
{
    /// <summary>The profile that is used where none is named.</summary>
    public const string DefaultName = "default";

    private readonly Dictionary<string, AwsSection> _profiles = [];
    private readonly Dictionary<string, AwsSection> _sessions = [];
    private readonly Dictionary<string, AwsSection> _services = [];

    private AwsProfiles()
    {
    }

    /// <summary>The names of the profiles, in the order of their letters.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. _profiles.Keys.Concat(OperatingSystem.IsWindows() ? new CredentialProfileStoreChain().ListProfiles().Select(profile => profile.Name) : [])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads the files.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="S3SettingsException">A file cannot be read.</exception>
    public static AwsProfiles Read(Func<string, string?> variable)
    {
        var profiles = new AwsProfiles();
        foreach (var (name, section) in AwsIniFile.Read(PathOf(variable, "AWS_CONFIG_FILE", "config")))
        {
            // As "profile films", or with quotes where there is a space in the name.
            var match = SectionName().Match(name);
            var kind = match.Groups["kind"].Value;
            var (target, own) = name == DefaultName ? (profiles._profiles, name)
                : kind == "profile" ? (profiles._profiles, match.Groups["name"].Value)
                : kind == "sso-session" ? (profiles._sessions, match.Groups["name"].Value)
                : kind == "services" ? (profiles._services, match.Groups["name"].Value)
                : (null, name);
            if (target is not null)
            {
                Add(target, own, section);
            }
        }

        foreach (var (name, section) in AwsIniFile.Read(PathOf(variable, "AWS_SHARED_CREDENTIALS_FILE", "credentials")))
        {
            Add(profiles._profiles, name, section);
        }

        return profiles;
    }

    /// <summary>What is set in a profile; null where there is no profile of this name.</summary>
    public AwsSection? Find(string name)
    {
        if (_profiles.TryGetValue(name, out var section) || !TryGetStored(name, out var stored))
        {
            return section;
        }

        section = new AwsSection();
        section.Set("region", stored.Region?.SystemName ?? string.Empty);
        return section;
    }

    /// <summary>A section <c>[services name]</c>; null where there is none.</summary>
    public AwsSection? FindServices(string name) => _services.GetValueOrDefault(name);

    /// <inheritdoc/>
    public bool TryGetProfile(string profileName, [NotNullWhen(true)] out CredentialProfile? profile)
    {
        if (!_profiles.TryGetValue(profileName, out var section))
        {
            return TryGetStored(profileName, out profile);
        }

        profile = new CredentialProfile(profileName, OptionsOf(section));
        if (section.Find("region") is { } region && S3Settings.IsRegion(region))
        {
            profile.Region = RegionEndpoint.GetBySystemName(region);
        }

        return true;
    }

    // The SDK for .NET has a store of its own on Windows, encrypted for the user.
    private static bool TryGetStored(string name, [NotNullWhen(true)] out CredentialProfile? profile)
    {
        profile = null;
        return OperatingSystem.IsWindows() && new CredentialProfileStoreChain().TryGetProfile(name, out profile);
    }

    private static string PathOf(Func<string, string?> variable, string name, string file)
    {
        return variable(name) is { Length: > 0 } path ? Expand(variable, path) : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws", file);
    }

    /// <summary>A path with variables and the home folder written out.</summary>
    public static string Expand(Func<string, string?> variable, string path)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        path = Variable().Replace(path, match => variable(match.Groups["name"].Value) ?? match.Value);
        return path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? home + path[1..] : path;
    }

    private static void Add(Dictionary<string, AwsSection> sections, string name, AwsSection section)
    {
        if (!sections.TryGetValue(name, out var known))
        {
            sections[name] = known = new AwsSection();
        }

        known.Merge(section);
    }

    private CredentialProfileOptions OptionsOf(AwsSection profile)
    {
        var session = profile.Find("sso_session") is { } name ? _sessions.GetValueOrDefault(name) : null;
        return new CredentialProfileOptions
        {
            AccessKey = profile.Find("aws_access_key_id"),
            SecretKey = profile.Find("aws_secret_access_key"),
            Token = profile.Find("aws_session_token") ?? profile.Find("aws_security_token"),
            AwsAccountId = profile.Find("aws_account_id"),
            CredentialProcess = profile.Find("credential_process"),
            CredentialSource = profile.Find("credential_source"),
            ExternalID = profile.Find("external_id"),
            LoginSession = profile.Find("login_session"),
            MfaSerial = profile.Find("mfa_serial"),
            RoleArn = profile.Find("role_arn"),
            RoleSessionName = profile.Find("role_session_name"),
            SourceProfile = profile.Find("source_profile"),
            SsoAccountId = profile.Find("sso_account_id"),
            SsoRegion = session?.Find("sso_region") ?? profile.Find("sso_region"),
            SsoRegistrationScopes = session?.Find("sso_registration_scopes") ?? profile.Find("sso_registration_scopes"),
            SsoRoleName = profile.Find("sso_role_name"),
            SsoSession = profile.Find("sso_session"),
            SsoStartUrl = session?.Find("sso_start_url") ?? profile.Find("sso_start_url"),
            WebIdentityTokenFile = profile.Find("web_identity_token_file"),
        };
    }

    [GeneratedRegex("""^(?<kind>profile|sso-session|services)\s+(?:"(?<name>[^"]*)"|'(?<name>[^']*)'|(?<name>[^\s"']+))$""", RegexOptions.CultureInvariant)]
    private static partial Regex SectionName();

    [GeneratedRegex(@"\$(?:\{(?<name>\w+)\}|(?<name>\w+))", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
