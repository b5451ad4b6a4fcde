using System.Text.Json;
using DataLakeTools.TestServers.Credentials;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Module.Tests;

/// <summary>
/// Every way to AWS credentials, in the published program: the SDK finds some of its parts by name, and what is compiled
/// ahead of time has only what was kept for it. S3 takes no key but the one that the way leads to.
/// </summary>
public sealed class HostCredentialTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::123456789012:role/lake";

    // The SHA-1 of "films", the name of the SSO session, under which its token is kept.
    private const string SessionHash = "c17b76c5664ca62b672b629bf2a0ec9515105e86";

    private readonly string _folder = Directory.CreateTempSubdirectory("datalake-credentials-").FullName;
    private CredentialServer _issuer = null!;
    private HostProgram _host = null!;
    private S3StandIn _s3 = null!;

    public async Task InitializeAsync()
    {
        _host = await HostProgram.FindAsync();
        _issuer = await CredentialServer.StartAsync();
        _s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-roles"], Credentials = [CredentialServer.Issued] });
        await File.WriteAllTextAsync(In("movies.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"s3://lake-of-roles","steps":[{"type":"SendCsv","path":"movies.csv"}]}""");
        await WriteProfilesAsync("[keys]\naws_access_key_id = AKIAOFTHEPROFILE\naws_secret_access_key = a-secret\n");
    }

    public async Task DisposeAsync()
    {
        await _s3.DisposeAsync();
        await _issuer.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task A_role_that_is_assumed_with_the_keys_of_another_profile()
    {
        await WriteProfilesAsync($"[keys]\naws_access_key_id = AKIAOFTHEPROFILE\naws_secret_access_key = a-secret\n[role]\nrole_arn = {Role}\nsource_profile = keys\n");

        await SendAsync(("AWS_PROFILE", "role"));

        Assert.Equal([$"AssumeRole {Role} by AKIAOFTHEPROFILE"], _issuer.Requests);
    }

    [SkippableFact]
    public async Task A_role_that_is_assumed_by_another_role()
    {
        await WriteProfilesAsync($"[keys]\naws_access_key_id = AKIAOFTHEPROFILE\naws_secret_access_key = a-secret\n[one]\nrole_arn = {Role}-one\nsource_profile = keys\n[two]\nrole_arn = {Role}\nsource_profile = one\n");

        await SendAsync(("AWS_PROFILE", "two"));

        Assert.Equal([$"AssumeRole {Role}-one by AKIAOFTHEPROFILE", $"AssumeRole {Role} by {CredentialServer.Issued.AccessKey}"], _issuer.Requests);
    }

    [SkippableFact]
    public async Task A_role_that_is_assumed_with_keys_of_the_environment()
    {
        await WriteProfilesAsync($"[role]\nrole_arn = {Role}\ncredential_source = Environment\n");
        // The keys would go before a profile of the environment, but not before one of the job.
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"s3://lake-of-roles","profileName":"role","steps":[{"type":"SendCsv","path":"movies.csv"}]}""");

        await SendAsync(("AWS_ACCESS_KEY_ID", "AKIAOFENVIRONMENT"), ("AWS_SECRET_ACCESS_KEY", "a-secret"));

        Assert.Equal([$"AssumeRole {Role} by AKIAOFENVIRONMENT"], _issuer.Requests);
    }

    [SkippableFact]
    public async Task Keys_and_a_token_of_the_environment_with_white_space_at_their_ends()
    {
        var issued = CredentialServer.Issued;

        await SendAsync(("AWS_ACCESS_KEY_ID", $" {issued.AccessKey}\r"), ("AWS_SECRET_ACCESS_KEY", $"{issued.Secret}\r\n"), ("AWS_SESSION_TOKEN", $"{issued.SessionToken}\n"));
    }

    [SkippableFact]
    public async Task A_token_that_no_header_can_carry_is_an_error_before_anything_is_sent()
    {
        var issued = CredentialServer.Issued;

        var run = await RunAsync(("AWS_ACCESS_KEY_ID", issued.AccessKey), ("AWS_SECRET_ACCESS_KEY", issued.Secret), ("AWS_SESSION_TOKEN", $"{issued.SessionToken}\nx-amz-acl: public-read"));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Empty(_s3.Requests);
        Assert.DoesNotContain(issued.SessionToken!, run.Output + run.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_web_identity_of_the_environment()
    {
        await File.WriteAllTextAsync(In("identity"), CredentialServer.WebIdentity);

        await SendAsync(("AWS_WEB_IDENTITY_TOKEN_FILE", In("identity")), ("AWS_ROLE_ARN", Role), ("AWS_ROLE_SESSION_NAME", "films"));

        Assert.Equal([$"AssumeRoleWithWebIdentity {Role} by nobody"], _issuer.Requests);
    }

    [SkippableFact]
    public async Task A_web_identity_of_a_profile()
    {
        await File.WriteAllTextAsync(In("identity"), CredentialServer.WebIdentity);
        await WriteProfilesAsync($"[pod]\nrole_arn = {Role}\nweb_identity_token_file = {In("identity")}\nrole_session_name = films\n");

        await SendAsync(("AWS_PROFILE", "pod"));

        Assert.Equal([$"AssumeRoleWithWebIdentity {Role} by nobody"], _issuer.Requests);
    }

    [SkippableFact]
    public async Task A_process_that_prints_credentials()
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs a Unix shell.");
        var issued = CredentialServer.Issued;
        await File.WriteAllTextAsync(In("credentials.json"), $$"""{"Version":1,"AccessKeyId":"{{issued.AccessKey}}","SecretAccessKey":"{{issued.Secret}}","SessionToken":"{{issued.SessionToken}}"}""");
        await WriteProfilesAsync($"[process]\ncredential_process = /bin/cat {In("credentials.json")}\n");

        await SendAsync(("AWS_PROFILE", "process"));
    }

    [SkippableFact]
    public async Task A_sign_in_of_SSO()
    {
        await SignInAsync(expires: DateTimeOffset.UtcNow.AddHours(5), CredentialServer.AccessToken);

        await SendAsync(("AWS_PROFILE", "sso"), ("HOME", _folder), ("USERPROFILE", _folder));

        Assert.Equal(["SSO role Admin of 123456789012"], _issuer.Requests);
    }

    [SkippableFact]
    public async Task A_sign_in_of_SSO_that_has_expired_and_is_renewed()
    {
        await SignInAsync(expires: DateTimeOffset.UtcNow.AddHours(-5), "an-expired-token");

        await SendAsync(("AWS_PROFILE", "sso"), ("HOME", _folder), ("USERPROFILE", _folder));

        Assert.Equal(["SSO token renewed", "SSO role Admin of 123456789012"], _issuer.Requests);
    }

    [SkippableFact]
    public async Task A_sign_in_of_SSO_that_is_renewed_where_the_profile_says()
    {
        await SignInAsync(expires: DateTimeOffset.UtcNow.AddHours(-5), "an-expired-token");
        await File.AppendAllTextAsync(In("config"), $"\nservices = ours\n[services ours]\nsso =\n  endpoint_url = {_issuer.Endpoint}\nsso_oidc =\n  endpoint_url = {_issuer.Endpoint}\n");

        await SendAsync(("AWS_PROFILE", "sso"), ("HOME", _folder), ("USERPROFILE", _folder), ("AWS_ENDPOINT_URL_SSO", null), ("AWS_ENDPOINT_URL_SSO_OIDC", null));

        Assert.Equal(["SSO token renewed", "SSO role Admin of 123456789012"], _issuer.Requests);
    }

    [SkippableFact]
    public async Task Sign_ins_and_web_identities_of_a_service_that_the_bundle_of_the_environment_vouches_for()
    {
        await using var issuer = await CredentialServer.StartAsync(useHttps: true);
        await File.WriteAllTextAsync(In("authorities.pem"), issuer.Certificate!.ExportCertificatePem());
        await SignInAsync(expires: DateTimeOffset.UtcNow.AddHours(-5), "an-expired-token");
        await File.WriteAllTextAsync(In("identity"), CredentialServer.WebIdentity);
        (string, string?)[] sso = [("AWS_PROFILE", "sso"), ("HOME", _folder), ("USERPROFILE", _folder), ("AWS_ENDPOINT_URL_SSO", $"{issuer.Endpoint}"), ("AWS_ENDPOINT_URL_SSO_OIDC", $"{issuer.Endpoint}")];
        (string, string?)[] web = [("AWS_WEB_IDENTITY_TOKEN_FILE", In("identity")), ("AWS_ROLE_ARN", Role), ("AWS_ENDPOINT_URL_STS", $"{issuer.Endpoint}")];
        var vouched = ("AWS_CA_BUNDLE", In("authorities.pem"));

        Assert.NotEqual(0, (await RunAsync(sso)).ExitCode);
        Assert.NotEqual(0, (await RunAsync(web)).ExitCode);
        Assert.Empty(issuer.Requests);

        await SendAsync([.. sso, vouched]);
        await SendAsync([.. web, vouched]);

        Assert.Equal(["SSO token renewed", "SSO role Admin of 123456789012", $"AssumeRoleWithWebIdentity {Role} by nobody"], issuer.Requests);
    }

    // The addresses are those of the rules of endpoints that the AWS CLI has for these services.
    [SkippableTheory]
    [InlineData("role", "us-east-1", "", "sts.us-east-1.amazonaws.com")]
    [InlineData("role", "us-east-1", "use_fips_endpoint = true", "sts-fips.us-east-1.amazonaws.com")]
    [InlineData("role", "us-east-1", "use_dualstack_endpoint = true", "sts.us-east-1.api.aws")]
    [InlineData("role", "us-east-1", "use_fips_endpoint = true\nuse_dualstack_endpoint = true", "sts-fips.us-east-1.api.aws")]
    [InlineData("role", "us-east-1", "s3 =\n  use_dualstack_endpoint = true", "sts.us-east-1.amazonaws.com")]
    [InlineData("web", "us-east-1", "use_fips_endpoint = true", "sts-fips.us-east-1.amazonaws.com")]
    [InlineData("sso", "us-east-1", "", "portal.sso.us-east-1.amazonaws.com")]
    [InlineData("sso", "us-east-1", "use_fips_endpoint = true", "portal.sso-fips.us-east-1.amazonaws.com")]
    [InlineData("expired", "us-east-1", "use_fips_endpoint = true", "oidc-fips.us-east-1.amazonaws.com")]
    public async Task The_kind_of_endpoint_of_the_profile_holds_for_the_service_that_gives_the_credentials(string way, string region, string setting, string expected)
    {
        using var proxy = new RefusingProxy();
        await File.WriteAllTextAsync(In("identity"), CredentialServer.WebIdentity);
        if (way is "sso" or "expired")
        {
            await SignInAsync(expires: DateTimeOffset.UtcNow.AddHours(way == "sso" ? 5 : -5), CredentialServer.AccessToken);
            await File.AppendAllTextAsync(In("config"), $"\n{setting}\n");
        }
        else
        {
            var source = way == "role" ? "source_profile = keys" : $"web_identity_token_file = {In("identity")}";
            await File.WriteAllTextAsync(In("config"), $"[profile {way}]\nregion = {region}\nrole_arn = {Role}\n{source}\n{setting}\n");
        }

        var run = await RunAsync(
            ("AWS_PROFILE", way == "expired" ? "sso" : way), ("HOME", _folder), ("USERPROFILE", _folder), ("HTTPS_PROXY", proxy.Address), ("NO_PROXY", null), ("no_proxy", null),
            ("AWS_ENDPOINT_URL_STS", null), ("AWS_ENDPOINT_URL_SSO", null), ("AWS_ENDPOINT_URL_SSO_OIDC", null));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal([$"{expected}:443"], proxy.Asked.Distinct());
    }

    [SkippableFact]
    public async Task The_role_of_a_container()
    {
        await SendAsync(("AWS_CONTAINER_CREDENTIALS_FULL_URI", $"{_issuer.Endpoint}container"), ("AWS_CONTAINER_AUTHORIZATION_TOKEN", CredentialServer.ContainerToken));

        Assert.Contains("container role", _issuer.Requests);
        Assert.DoesNotContain(_issuer.Requests, request => request.EndsWith("refused", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_role_of_an_instance()
    {
        await SendAsync(("AWS_EC2_METADATA_DISABLED", "false"), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", _issuer.Endpoint.AbsoluteUri.TrimEnd('/')));

        Assert.Contains("instance credentials", _issuer.Requests);
    }

    private string In(string path) => Path.Combine(_folder, path);

    private Task WriteProfilesAsync(string profiles) => File.WriteAllTextAsync(In("credentials"), profiles);

    private async Task SignInAsync(DateTimeOffset expires, string token)
    {
        await File.WriteAllTextAsync(In("config"), """
            [sso-session films]
            sso_start_url = https://films.awsapps.com/start
            sso_region = us-east-1
            sso_registration_scopes = sso:account:access
            [profile sso]
            sso_session = films
            sso_account_id = 123456789012
            sso_role_name = Admin
            region = us-east-1
            """);
        var cache = Directory.CreateDirectory(In(".aws/sso/cache")).FullName;
        await File.WriteAllTextAsync(Path.Combine(cache, $"{SessionHash}.json"), JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["startUrl"] = "https://films.awsapps.com/start",
            ["region"] = "us-east-1",
            ["accessToken"] = token,
            ["expiresAt"] = expires.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
            ["clientId"] = "a-client",
            ["clientSecret"] = "a-client-secret",
            ["refreshToken"] = CredentialServer.RefreshToken,
            ["registrationExpiresAt"] = "2099-01-01T00:00:00Z",
        }));
    }

    // Sends a file, whose requests S3 takes only when they are signed with what the stand-in has issued.
    private async Task SendAsync(params (string Name, string? Value)[] variables)
    {
        var run = await RunAsync(variables);

        Assert.True(run.ExitCode == 0, $"{run.Output}{run.Error}\n{string.Join('\n', _issuer.Requests)}");
        Assert.Contains("Raw/Local/CSV/Movies/2022/05/02/movies.csv", _s3.Buckets["lake-of-roles"].Objects.Keys);
    }

    private async Task<CommandResult> RunAsync(params (string Name, string? Value)[] variables)
    {
        Skip.If(_host.WhyNotNative is not null, _host.WhyNotNative);
        var environment = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToDictionary(name => name, _ => (string?)null);
        environment["AWS_REGION"] = "us-east-1";
        environment["AWS_CONFIG_FILE"] = In("config");
        environment["AWS_SHARED_CREDENTIALS_FILE"] = In("credentials");
        environment["AWS_EC2_METADATA_DISABLED"] = "true";
        environment["AWS_ENDPOINT_URL_S3"] = _s3.Endpoint.AbsoluteUri;
        environment["AWS_ENDPOINT_URL_STS"] = environment["AWS_ENDPOINT_URL_SSO"] = environment["AWS_ENDPOINT_URL_SSO_OIDC"] = _issuer.Endpoint.AbsoluteUri;
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return await _host.RunAsync(["run", In("job.json"), "--date", "2022-05-02"], _folder, environment);
    }
}
