using System.Globalization;
using System.Net;

namespace DataLakeTools.Http;

/// <summary>
/// The proxy of the system, passed by also where NO_PROXY says so in forms that curl and the AWS CLI know and .NET does
/// not: <c>*</c>, a network (<c>10.0.0.0/8</c>), a host with a port, a name with a wildcard before it.
/// </summary>
/// <param name="system">The proxy of the system.</param>
/// <param name="rules">What NO_PROXY says.</param>
internal sealed class ProxyBypass(IWebProxy system, IReadOnlyList<string> rules) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => system.Credentials;
        set => system.Credentials = value;
    }

    /// <summary>The proxy for a process; null where its variables leave everything to .NET.</summary>
    public static IWebProxy? Find() => Of(HttpClient.DefaultProxy, Environment.GetEnvironmentVariable("no_proxy") ?? Environment.GetEnvironmentVariable("NO_PROXY"));

    /// <summary>The proxy of the system with rules of its own; null where there are none.</summary>
    public static IWebProxy? Of(IWebProxy system, string? rules) =>
        rules?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } list ? new ProxyBypass(system, list) : null;

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : system.GetProxy(destination);

    public bool IsBypassed(Uri host) => system.IsBypassed(host) || rules.Any(rule => Matches(rule, host));

    private static bool Matches(string rule, Uri address)
    {
        if (rule == "*")
        {
            return true;
        }

        var host = address.IdnHost;
        if (IPNetwork.TryParse(rule, out var network))
        {
            return IPAddress.TryParse(host, out var number) && network.Contains(number);
        }

        var colon = rule.LastIndexOf(':');
        if (colon > 0 && rule.IndexOf(':', StringComparison.Ordinal) == colon && int.TryParse(rule.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return port == address.Port && IsOf(host, rule[..colon]);
        }

        return IsOf(host, rule);
    }

    private static bool IsOf(string host, string rule)
    {
        var name = rule.TrimStart('*').TrimStart('.');
        return name.Length > 0
            && (host.Equals(name, StringComparison.OrdinalIgnoreCase) || host.EndsWith('.' + name, StringComparison.OrdinalIgnoreCase));
    }
}
