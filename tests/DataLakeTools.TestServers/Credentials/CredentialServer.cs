using System.Collections.Concurrent;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.TestServers.Credentials;

/// <summary>
/// A stand-in for the services that give AWS credentials: STS, the portal and the token service of IAM Identity Center
/// (SSO), and the credential endpoints of containers and of EC2 instances. All of them give <see cref="Issued"/>.
/// </summary>
public sealed class CredentialServer : IAsyncDisposable
{
    private const string Expiration = "2099-01-01T00:00:00Z";

    private readonly WebApplication _app;

    private CredentialServer(X509Certificate2? certificate)
    {
        Certificate = certificate;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        _app = builder.Build();
        _app.MapPost("/", SecurityTokenAsync);
        _app.MapGet("/federation/credentials", PortalAsync);
        _app.MapPost("/token", TokenAsync);
        _app.MapGet("/container", ContainerAsync);
        _app.MapPut("/latest/api/token", InstanceTokenAsync);
        _app.MapGet("/latest/meta-data/iam/security-credentials/", context => GiveAsync(context, "an-instance-role", "instance role", IsOfInstance(context)));
        _app.MapGet("/latest/meta-data/iam/security-credentials/an-instance-role", InstanceAsync);
        _app.MapFallback(context => GiveAsync(context, "", $"{context.Request.Method} {context.Request.Path}", isAllowed: false));
    }

    /// <summary>What everybody is given who asks in the right way.</summary>
    public static S3Credential Issued { get; } = new("ASIAISSUEDBYSTANDIN", "the-secret-of-the-stand-in", "the-session-token-of-the-stand-in");

    /// <summary>The token that SSO gave at sign-in, and the one that it gives for <see cref="RefreshToken"/>.</summary>
    public static string AccessToken => "sso-access-token";

    /// <summary>What renews a sign-in of SSO.</summary>
    public static string RefreshToken => "sso-refresh-token";

    /// <summary>What a container has to send.</summary>
    public static string ContainerToken => "container-token";

    /// <summary>The web identity token that STS takes.</summary>
    public static string WebIdentity => "web-identity-token";

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    /// <summary>What a client has to trust when it speaks HTTPS; else null.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>What was asked for, in order: such as "AssumeRole arn:aws:iam::1:role/x by AKIA...".</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <param name="useHttps">Answers over HTTPS with a certificate made at start; see <see cref="Certificate"/>.</param>
    public static async Task<CredentialServer> StartAsync(bool useHttps = false)
    {
        var server = new CredentialServer(useHttps ? SelfMadeCertificate.Create(System.Net.IPAddress.Loopback) : null);
        await server._app.StartAsync();
        server.Endpoint = new Uri(server._app.Urls.First());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(impatient.Token);
        await _app.DisposeAsync();
        Certificate?.Dispose();
    }

    private static bool IsOfInstance(HttpContext context) => context.Request.Headers["X-aws-ec2-metadata-token"] == "instance-token";

    // A signed request names its key; the requests of a web identity and of SSO are not signed.
    private static string CallerOf(HttpContext context)
    {
        var words = context.Request.Headers.Authorization.ToString().Split("Credential=");
        return words.Length == 2 ? words[1].Split('/')[0] : "nobody";
    }

    private async Task SecurityTokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var action = form["Action"].ToString();
        var isAllowed = action switch
        {
            "AssumeRole" => CallerOf(context) != "nobody",
            "AssumeRoleWithWebIdentity" => form["WebIdentityToken"] == WebIdentity,
            _ => false,
        };
        context.Response.ContentType = "text/xml";
        await GiveAsync(context, $"""
            <{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>
            <Credentials><AccessKeyId>{Issued.AccessKey}</AccessKeyId><SecretAccessKey>{Issued.Secret}</SecretAccessKey><SessionToken>{Issued.SessionToken}</SessionToken><Expiration>{Expiration}</Expiration></Credentials>
            <AssumedRoleUser><Arn>{SecurityElement.Escape(form["RoleArn"])}</Arn><AssumedRoleId>AROA:session</AssumedRoleId></AssumedRoleUser>
            </{action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{action}Response>
            """, $"{action} {form["RoleArn"]}{DeviceOf(form)} by {CallerOf(context)}", isAllowed);
    }

    private static string DeviceOf(IFormCollection form) => form.ContainsKey("SerialNumber") ? $" with {form["TokenCode"]} of {form["SerialNumber"]}" : string.Empty;

    private Task PortalAsync(HttpContext context) => GiveAsync(
        context,
        $$$"""{"roleCredentials":{"accessKeyId":"{{{Issued.AccessKey}}}","secretAccessKey":"{{{Issued.Secret}}}","sessionToken":"{{{Issued.SessionToken}}}","expiration":4070908800000}}""",
        $"SSO role {context.Request.Query["role_name"]} of {context.Request.Query["account_id"]}",
        context.Request.Headers["x-amz-sso_bearer_token"] == AccessToken);

    private async Task TokenAsync(HttpContext context)
    {
        using var body = await System.Text.Json.JsonDocument.ParseAsync(context.Request.Body);
        var isAllowed = body.RootElement.GetProperty("grantType").GetString() == "refresh_token"
            && body.RootElement.GetProperty("refreshToken").GetString() == RefreshToken;
        await GiveAsync(
            context, $$"""{"accessToken":"{{AccessToken}}","tokenType":"Bearer","expiresIn":3600,"refreshToken":"{{RefreshToken}}"}""", "SSO token renewed", isAllowed);
    }

    private Task ContainerAsync(HttpContext context) =>
        GiveAsync(context, Document(), "container role", context.Request.Headers.Authorization == ContainerToken);

    private Task InstanceTokenAsync(HttpContext context)
    {
        context.Response.Headers["X-aws-ec2-metadata-token-ttl-seconds"] = "21600";
        return GiveAsync(context, "instance-token", "instance token", context.Request.Headers.ContainsKey("X-aws-ec2-metadata-token-ttl-seconds"));
    }

    private Task InstanceAsync(HttpContext context) => GiveAsync(context, Document(), "instance credentials", IsOfInstance(context));

    private static string Document() =>
        $$"""{"Code":"Success","Type":"AWS-HMAC","LastUpdated":"2026-01-01T00:00:00Z","AccessKeyId":"{{Issued.AccessKey}}","SecretAccessKey":"{{Issued.Secret}}","Token":"{{Issued.SessionToken}}","Expiration":"{{Expiration}}"}""";

    private Task GiveAsync(HttpContext context, string answer, string what, bool isAllowed)
    {
        Requests.Enqueue(isAllowed ? what : $"{what}: refused");
        context.Response.StatusCode = isAllowed ? 200 : 403;
        return context.Response.WriteAsync(isAllowed ? answer : "{}");
    }
}
