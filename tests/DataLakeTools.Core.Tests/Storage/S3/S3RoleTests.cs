using DataLakeTools.TestServers.Credentials;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>
/// Roles are asked for where the profile that is used says, as the AWS CLI does it. S3 takes no key but the one that the way
/// leads to.
/// </summary>
public sealed class S3RoleTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::123456789012:role/lake";
    private const string Device = "arn:aws:iam::123456789012:mfa/me";
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const string Keys = "[profile role-keys]\naws_access_key_id = AKIAOFTHEPROFILE\naws_secret_access_key = a-secret\n";

    private CredentialServer _issuer = null!;
    private S3TestLake _lake = null!;

    public async Task InitializeAsync()
    {
        _issuer = await CredentialServer.StartAsync();
        _lake = await S3TestLake.StartAsync(new S3StandInOptions { Credentials = [CredentialServer.Issued] });
    }

    public async Task DisposeAsync()
    {
        await _lake.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Theory]
    [InlineData("endpoint_url = ISSUER", "")]
    [InlineData("services = ours", "[services ours]\nsts =\n  endpoint_url = ISSUER\n")]
    [InlineData("services = ours\nendpoint_url = http://127.0.0.1:1", "[services ours]\nsts =\n  endpoint_url = ISSUER\n")]
    public async Task A_role_is_asked_for_where_the_profile_says(string setting, string section)
    {
        Write($"{Keys}[profile role]\nrole_arn = {Role}\nsource_profile = role-keys\n{setting}\n{section}");

        await SendAsync("role");

        Assert.Equal([$"AssumeRole {Role} by AKIAOFTHEPROFILE"], _issuer.Requests);
    }

    [Fact]
    public async Task A_role_that_another_role_assumes_is_asked_for_where_the_profile_that_is_used_says()
    {
        Write($"{Keys}[profile one]\nrole_arn = {Role}-one\nsource_profile = role-keys\nendpoint_url = http://127.0.0.1:1\n[profile two]\nrole_arn = {Role}\nsource_profile = one\nendpoint_url = ISSUER\n");

        await SendAsync("two");

        Assert.Equal([$"AssumeRole {Role}-one by AKIAOFTHEPROFILE", $"AssumeRole {Role} by {CredentialServer.Issued.AccessKey}"], _issuer.Requests);
    }

    [Fact]
    public async Task A_role_of_a_web_identity_is_asked_for_where_the_profile_says()
    {
        var identity = Path.Combine(Path.GetDirectoryName(AwsEnvironment.Authorities)!, "identity");
        await File.WriteAllTextAsync(identity, CredentialServer.WebIdentity);
        Write($"[profile pod]\nrole_arn = {Role}\nweb_identity_token_file = {identity}\nendpoint_url = ISSUER\n");

        await SendAsync("pod");

        Assert.Equal([$"AssumeRoleWithWebIdentity {Role} by nobody"], _issuer.Requests);
    }

    [Fact]
    public async Task Whoever_gives_a_role_is_trusted_where_the_bundle_of_the_profile_vouches_for_it_and_nowhere_else()
    {
        await using var issuer = await CredentialServer.StartAsync(useHttps: true);
        var bundle = Path.Combine(Path.GetDirectoryName(AwsEnvironment.Authorities)!, "issuer.pem");
        await File.WriteAllTextAsync(bundle, issuer.Certificate!.ExportCertificatePem());
        var role = $"role_arn = {Role}\nsource_profile = role-keys\nendpoint_url = {issuer.Endpoint}\n";
        Write($"{Keys}[profile plain]\n{role}[profile vouched]\n{role}ca_bundle = {bundle}\n");

        await Writes.FailsAsync(DataLakeError.CredentialsUnavailable, () => SendAsync("plain"));
        Assert.Empty(issuer.Requests);

        await SendAsync("vouched");
        Assert.Equal([$"AssumeRole {Role} by AKIAOFTHEPROFILE"], issuer.Requests);
    }

    [Fact]
    public async Task Somebody_who_can_be_asked_gives_the_code_of_the_device_once()
    {
        Write($"{Keys}[profile mfa]\nrole_arn = {Role}\nsource_profile = role-keys\nmfa_serial = {Device}\nendpoint_url = ISSUER\n");
        var asked = new List<string>();

        await SendAsync("mfa", device =>
        {
            asked.Add(device);
            return Task.FromResult<string?>(" 123456\n");
        });

        Assert.Equal([Device], asked);
        Assert.Equal([$"AssumeRole {Role} with 123456 of {Device} by AKIAOFTHEPROFILE"], _issuer.Requests);
    }

    [Fact]
    public async Task Somebody_who_looks_for_the_code_longer_than_a_request_may_take_is_waited_for()
    {
        Write($"{Keys}[profile mfa]\nrole_arn = {Role}\nsource_profile = role-keys\nmfa_serial = {Device}\nendpoint_url = ISSUER\n");

        // Every request of the lake would have been given up long before.
        var store = _lake.Open(options => options with
        {
            ProfileName = "mfa",
            StallTimeout = TimeSpan.FromSeconds(2),
            MaxRetries = 1,
            AskMfaCode = async _ =>
            {
                await Task.Delay(TimeSpan.FromSeconds(7));
                return "123456";
            },
        });
        await store.WriteAsync(Key, [1, 2, 3]);

        Assert.Equal([1, 2, 3], _lake.Objects[Key]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Expired_credentials_whose_renewal_is_stopped_end_the_write_and_those_whose_renewal_has_no_answer_are_its_error(bool isStopped)
    {
        Write($"{Keys}[profile mfa]\nrole_arn = {Role}\nsource_profile = role-keys\nmfa_serial = {Device}\nendpoint_url = ISSUER\n");
        using var stop = new CancellationTokenSource();
        var asked = 0;
        var never = new TaskCompletionSource<string?>();
        var store = _lake.Open(options => options with
        {
            ProfileName = "mfa",
            AskMfaCode = async _ =>
            {
                if (asked++ == 0)
                {
                    return "123456";
                }

                // A service that does not answer in the time-out of its client ends so, too.
                await (isStopped ? stop.CancelAsync() : throw new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout."));
                return await never.Task;
            },
        });
        _lake.Server.Faults.Add("PutObject", S3Fault.ExpiredToken().Always());

        var writing = store.WriteAsync(Key, [1, 2, 3], cancellation: stop.Token);
        var first = await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(20)));

        Assert.Same(writing, first);
        Assert.Equal(2, asked);
        if (isStopped)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        }
        else
        {
            await Writes.FailsAsync(DataLakeError.CredentialsUnavailable, () => writing);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task Nobody_who_answers_is_nobody_who_can_be_asked(string? answer)
    {
        Write($"{Keys}[profile mfa]\nrole_arn = {Role}\nsource_profile = role-keys\nmfa_serial = {Device}\nendpoint_url = ISSUER\n");

        var failure = await Writes.FailsAsync(DataLakeError.CredentialsUnavailable, () => SendAsync("mfa", _ => Task.FromResult(answer)));

        Assert.Contains("mfa_serial", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_issuer.Requests);
    }

    // Others read the file while it is replaced.
    private void Write(string profiles)
    {
        var config = Environment.GetEnvironmentVariable("AWS_CONFIG_FILE")!;
        File.WriteAllText(config + ".new", profiles.Replace("ISSUER", _issuer.Endpoint.AbsoluteUri, StringComparison.Ordinal));
        File.Move(config + ".new", config, overwrite: true);
    }

    private async Task SendAsync(string profile, Func<string, Task<string?>>? ask = null)
    {
        await _lake.Open(options => options with { ProfileName = profile, AskMfaCode = ask }).WriteAsync(Key, [1, 2, 3]);

        Assert.Equal([1, 2, 3], _lake.Objects[Key]);
    }
}
