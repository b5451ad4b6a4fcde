using System.Runtime.CompilerServices;

namespace DataLakeTools.Core.Tests.Storage;

/// <summary>
/// The AWS settings of this process: set once, before the first test, and never changed, so that tests can run side
/// by side and see nothing of whoever runs them.
/// </summary>
internal static class AwsEnvironment
{
    public const string AccessKey = "AKIDOFTHETESTS";
    public const string Secret = "a+secret/of=the~tests";
    public const string TokenProfile = "with-token";
    public const string TokenAccessKey = "ASIAOFTHETESTS";
    public const string TokenSecret = "another+secret/of=the~tests";
    public const string Token = "token+of/the=tests==";
    public const string WrongProfile = "wrong-secret";
    public const string WrongSecret = "no+secret/of=the~tests";
    public const string RenewingProfile = "renewing";
    public const string RequiredProfile = "required-checksums-alone";
    public const string TwoAttemptsProfile = "two-attempts";
    public const string LoopProfile = "loop";
    public const string DeviceProfile = "device";
    public const string PrintingProfile = "printing";
    public const string AuthorityProfile = "authority";

    /// <summary>The user of the stores that scripts of tests/stores run.</summary>
    public const string StoreProfile = "store";
    public const string StoreAccessKey = "test:tester";
    public const string StoreSecret = "testing";

    private static readonly string Folder = Directory.CreateTempSubdirectory("datalake-aws-").FullName;

    /// <summary>What the process of <see cref="RenewingProfile"/> prints.</summary>
    public static string RenewingCredentials { get; } = Path.Combine(Folder, "renewing.json");

    /// <summary>What the process of <see cref="PrintingProfile"/> prints.</summary>
    public static string PrintedCredentials { get; } = Path.Combine(Folder, "printed");

    /// <summary>The authorities of <see cref="AuthorityProfile"/>.</summary>
    public static string Authorities { get; } = Path.Combine(Folder, "authorities.pem");

    [ModuleInitializer]
    internal static void Set()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        var credentials = Path.Combine(Folder, "credentials");
        var print = OperatingSystem.IsWindows() ? "type" : "cat";
        File.WriteAllText(credentials, $"""
            [{TokenProfile}]
            aws_access_key_id = {TokenAccessKey}
            aws_secret_access_key = {TokenSecret}
            aws_session_token = {Token}

            [{WrongProfile}]
            aws_access_key_id = {AccessKey}
            aws_secret_access_key = {WrongSecret}

            [{RequiredProfile}]
            aws_access_key_id = {AccessKey}
            aws_secret_access_key = {Secret}
            request_checksum_calculation = when_required
            response_checksum_validation = when_required

            [{TwoAttemptsProfile}]
            aws_access_key_id = {AccessKey}
            aws_secret_access_key = {Secret}
            max_attempts = 2

            [{LoopProfile}]
            role_arn = arn:aws:iam::123456789012:role/one
            source_profile = {LoopProfile}-2

            [{LoopProfile}-2]
            role_arn = arn:aws:iam::123456789012:role/two
            source_profile = {LoopProfile}

            [{DeviceProfile}]
            role_arn = arn:aws:iam::123456789012:role/one
            source_profile = {WrongProfile}
            mfa_serial = arn:aws:iam::123456789012:mfa/me

            [{PrintingProfile}]
            credential_process = {print} {PrintedCredentials}

            [{AuthorityProfile}]
            aws_access_key_id = {AccessKey}
            aws_secret_access_key = {Secret}
            ca_bundle = {Authorities}

            [{StoreProfile}]
            aws_access_key_id = {StoreAccessKey}
            aws_secret_access_key = {StoreSecret}

            [{RenewingProfile}]
            credential_process = {print} {RenewingCredentials}
            """);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", credentials);
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Path.Combine(Folder, "config"));
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", Secret);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
    }
}
