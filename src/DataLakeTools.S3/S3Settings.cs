using System.Globalization;
using System.Text.RegularExpressions;
using Amazon;

namespace DataLakeTools.S3;

/// <summary>
/// What is set for S3, found once for every request, the SDK's included: from parameters, then the environment, then the
/// profile, with the names and the meaning that they have for the AWS CLI.
/// </summary>
internal sealed partial record S3Settings
{
    /// <summary>Where a bucket without a known region is looked for first.</summary>
    public const string DefaultRegion = "us-east-1";

    private const string GlobalRegion = "aws-global";

    // The SDK for .NET reads only the first, and only once in the life of a process.
    private static readonly string[] RegionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    private static readonly string[] ProfileVariables = ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"];

    /// <summary>The profile, from a parameter or the environment; null where none is named.</summary>
    public string? ProfileName { get; private init; }

    /// <summary>Whether a parameter names the profile: then credentials of the environment are not used.</summary>
    public bool IsProfileGiven { get; private init; }

    /// <summary>The region; null where none is set.</summary>
    public string? Region { get; private init; }

    /// <summary>The endpoint in place of that of the region.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>Whether endpoints of AWS with FIPS 140 are used.</summary>
    public bool UseFips { get; private init; }

    /// <summary>Whether endpoints of S3 that speak IPv6 too are used.</summary>
    public bool UseDualStack { get; private init; }

    /// <summary>Whether such endpoints of the services that give credentials are used; a profile may want them of S3 alone.</summary>
    public bool UseDualStackForCredentials { get; private init; }

    /// <summary>Whether the endpoint of S3 Transfer Acceleration is used.</summary>
    public bool UseAccelerate { get; private init; }

    /// <summary>Where the name of the bucket stands.</summary>
    public S3AddressingStyle AddressingStyle { get; private init; }

    /// <summary>
    /// The number of retries by what AWS users set (AWS_MAX_ATTEMPTS, the profile, the retry mode); null if nothing is set.
    /// </summary>
    public int? MaxRetries { get; private init; }

    /// <summary>The file with the trusted root certificates; null for those of the system.</summary>
    public string? CaBundle { get; private init; }

    /// <summary>Whether requests carry optional checksums (request_checksum_calculation = when_supported).</summary>
    public bool SendsChecksums { get; private init; } = true;

    /// <summary>Whether S3 is asked for the checksum of what is read.</summary>
    public bool AsksForChecksums { get; private init; } = true;

    /// <summary>Asks somebody for the code of a device, which is named; null where nobody can be asked.</summary>
    public Func<string, Task<string?>>? AskMfaCode { get; private init; }

    /// <inheritdoc cref="S3ClientOptions.AskingInstanceMetadata"/>
    public Action<TimeSpan>? AskingInstanceMetadata { get; private init; }

    /// <summary>The names of the profiles, in the order of their letters.</summary>
    public static IReadOnlyList<string> Profiles() => AwsProfiles.Read(Environment.GetEnvironmentVariable).Names;

    /// <summary>The regions that the SDK knows, each with where it is.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Regions() =>
        [.. RegionEndpoint.EnumerableAllRegions.Select(region => new KeyValuePair<string, string>(region.SystemName, region.DisplayName)).OrderBy(region => region.Key, StringComparer.Ordinal)];

    /// <summary>Finds the settings.</summary>
    /// <param name="options">The parameters.</param>
    /// <exception cref="S3SettingsException">One of them cannot be used.</exception>
    public static S3Settings Find(S3ClientOptions options) => Find(options, Environment.GetEnvironmentVariable);

    /// <summary>Finds the settings.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="S3SettingsException">One of them cannot be used.</exception>
    public static S3Settings Find(S3ClientOptions options, Func<string, string?> variable)
    {
        var name = options.ProfileName ?? ProfileVariables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        var lookup = Lookup.In(variable, name);
        var profile = lookup.Profile;
        var (region, isFips) = RegionOf(options.Region, lookup);
        var useDualStack = IsTrue(lookup.Find("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint").Value);
        return new S3Settings
        {
            ProfileName = name,
            AskMfaCode = options.AskMfaCode,
            AskingInstanceMetadata = options.AskingInstanceMetadata,
            IsProfileGiven = options.ProfileName is not null,
            Region = region,
            EndpointUrl = EndpointOf(options.EndpointUrl, lookup),
            UseFips = isFips || IsTrue(lookup.Find("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint").Value),
            UseDualStack = useDualStack || IsTrue(profile.Find("s3", "use_dualstack_endpoint")),
            UseDualStackForCredentials = useDualStack,
            UseAccelerate = IsTrue(profile.Find("s3", "use_accelerate_endpoint")),
            AddressingStyle = profile.Find("s3", "addressing_style") switch
            {
                "virtual" => S3AddressingStyle.Virtual,
                "path" => S3AddressingStyle.Path,
                _ => S3AddressingStyle.Auto,
            },
            MaxRetries = RetriesOf(lookup),
            CaBundle = lookup.Find("AWS_CA_BUNDLE", "ca_bundle").Value is { } bundle ? AwsProfiles.Expand(variable, bundle) : null,
            SendsChecksums = IsSupported(lookup, "AWS_REQUEST_CHECKSUM_CALCULATION", "request_checksum_calculation"),
            AsksForChecksums = IsSupported(lookup, "AWS_RESPONSE_CHECKSUM_VALIDATION", "response_checksum_validation"),
        };
    }

    /// <summary>Whether a text can be the name of a region.</summary>
    public static bool IsRegion(string region) => RegionName().IsMatch(region) && !region.All(char.IsAsciiDigit);

    /// <summary>The endpoint of another service of AWS (sts, sso, sso_oidc), where the environment or the profile names one.</summary>
    /// <param name="service">Its name in a profile.</param>
    /// <exception cref="S3SettingsException">It cannot be used.</exception>
    public Uri? EndpointOf(string service) => EndpointOf(given: null, Lookup.In(Environment.GetEnvironmentVariable, ProfileName), service);

    private static (string? Region, bool IsFips) RegionOf(string? given, Lookup lookup)
    {
        var (region, source) = given is not null ? (given, null) : lookup.Find(RegionVariables, "region");
        if (region is null)
        {
            return (null, false);
        }

        region = region.Trim();
        if (!IsRegion(region))
        {
            throw new S3SettingsException(S3SettingsProblem.InvalidRegion, source);
        }

        // Pseudo regions of older SDKs: they name the kind of endpoint besides the region.
        var isFips = region.StartsWith("fips-", StringComparison.Ordinal) || region.EndsWith("-fips", StringComparison.Ordinal);
        region = isFips ? region.Replace("fips-", string.Empty, StringComparison.Ordinal).Replace("-fips", string.Empty, StringComparison.Ordinal) : region;
        return (region == GlobalRegion ? DefaultRegion : region, isFips);
    }

    private static Uri? EndpointOf(Uri? given, Lookup lookup, string service = "s3")
    {
        if (given is not null)
        {
            return IsUsable(given) ? given : throw new S3SettingsException(S3SettingsProblem.InvalidEndpoint);
        }

        if (IsTrue(lookup.Find("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls").Value))
        {
            return null;
        }

        var (value, source) = lookup.FindEndpoint(service);
        return value is null ? null
            : Uri.TryCreate(value, UriKind.Absolute, out var endpoint) && IsUsable(endpoint) ? endpoint
            : throw new S3SettingsException(S3SettingsProblem.InvalidEndpoint, source);
    }

    // The attempts that a retry mode makes where nothing else is set (AWS SDKs and Tools Reference Guide, "Retry behavior").
    private static int? RetriesOf(Lookup lookup)
    {
        var (mode, sourceOfMode) = lookup.Find("AWS_RETRY_MODE", "retry_mode");
        int? attempts = mode switch
        {
            null => null,
            "legacy" => 5,
            "standard" or "adaptive" => 3,
            _ => throw new S3SettingsException(S3SettingsProblem.InvalidValue, sourceOfMode) { Expected = "legacy, standard or adaptive" },
        };
        var (text, source) = lookup.Find("AWS_MAX_ATTEMPTS", "max_attempts");
        if (text is not null)
        {
            attempts = int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && number >= 1
                ? number
                : throw new S3SettingsException(S3SettingsProblem.InvalidValue, source) { Expected = "a number from 1 on" };
        }

        return attempts - 1;
    }

    private static bool IsSupported(Lookup lookup, string variable, string setting)
    {
        var (value, source) = lookup.Find(variable, setting);
        return value?.ToLowerInvariant() switch
        {
            null or "when_supported" => true,
            "when_required" => false,
            _ => throw new S3SettingsException(S3SettingsProblem.InvalidValue, source) { Expected = "when_supported or when_required" },
        };
    }

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static bool IsUsable(Uri endpoint) =>
        endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https" && endpoint.UserInfo.Length == 0 && endpoint.Query.Length == 0;

    [GeneratedRegex("^(?!-)[a-zA-Z0-9-]{1,63}(?<!-)$", RegexOptions.CultureInvariant)]
    private static partial Regex RegionName();

    // Finds a setting in the environment or the profile, and says where it was found.
    private sealed class Lookup(Func<string, string?> variable, AwsProfiles profiles, AwsSection profile, string profileName)
    {
        public AwsSection Profile => profile;

        /// <summary>In the environment and in the profile of this name; in the default one where none is named.</summary>
        public static Lookup In(Func<string, string?> variable, string? name)
        {
            var profiles = AwsProfiles.Read(variable);
            var profile = profiles.Find(name ?? AwsProfiles.DefaultName)
                ?? (name is null ? new AwsSection() : throw new S3SettingsException(S3SettingsProblem.UnknownProfile, name));
            return new Lookup(variable, profiles, profile, name ?? AwsProfiles.DefaultName);
        }

        public (string? Value, string? Source) Find(string name, string setting) => Find([name], setting);

        public (string? Value, string? Source) Find(ReadOnlySpan<string> names, string setting)
        {
            foreach (var name in names)
            {
                if (variable(name) is { Length: > 0 } value)
                {
                    return (value, name);
                }
            }

            return (profile.Find(setting), SourceOf(setting));
        }

        public (string? Value, string? Source) FindEndpoint(string service)
        {
            foreach (var name in (ReadOnlySpan<string>)[$"AWS_ENDPOINT_URL_{service.ToUpperInvariant()}", "AWS_ENDPOINT_URL"])
            {
                if (variable(name) is { Length: > 0 } value)
                {
                    return (value, name);
                }
            }

            if (profile.Find("services") is { } services)
            {
                var section = profiles.FindServices(services)
                    ?? throw new S3SettingsException(S3SettingsProblem.InvalidValue, SourceOf("services")) { Expected = "the name of a [services] section" };
                if (section.Find(service, "endpoint_url") is { } ofService)
                {
                    return (ofService, SourceOf("services"));
                }
            }

            return (profile.Find("endpoint_url"), SourceOf("endpoint_url"));
        }

        private string SourceOf(string setting) => $"{setting} of the profile '{profileName}'";
    }
}
