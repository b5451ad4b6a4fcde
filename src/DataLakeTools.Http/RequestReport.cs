using System.Globalization;

namespace DataLakeTools.Http;

/// <summary>One request that was sent and its outcome, for tracing. It holds no secret.</summary>
/// <param name="Method">The method, as <c>GET</c>.</param>
/// <param name="Address">Scheme, host and path, and the query parameters that are known to hold no secret.</param>
/// <param name="Status">The status of the response; null if there was none.</param>
/// <param name="Elapsed">The time until the response headers were received.</param>
public readonly record struct RequestReport(string Method, string Address, int? Status, TimeSpan Elapsed)
{
    /// <summary>One line: method, address, status, milliseconds.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Method} {Address} {Status?.ToString(CultureInfo.InvariantCulture) ?? "no answer"} {Elapsed.TotalMilliseconds:0} ms");
}
