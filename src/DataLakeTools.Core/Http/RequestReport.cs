using System.Globalization;

namespace DataLakeTools.Core.Http;

/// <summary>One request that was sent, and what came of it; for those who look for trouble. It holds no secret.</summary>
/// <param name="Method">The method, as <c>GET</c>.</param>
/// <param name="Address">Scheme, host and path, and those parameters of the query that tell what was asked for.</param>
/// <param name="Status">The status of the answer; null when none came.</param>
/// <param name="Elapsed">The time until the answer's headers were there.</param>
public readonly record struct RequestReport(string Method, string Address, int? Status, TimeSpan Elapsed)
{
    /// <summary>One line: method, address, status, milliseconds.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Method} {Address} {Status?.ToString(CultureInfo.InvariantCulture) ?? "no answer"} {Elapsed.TotalMilliseconds:0} ms");
}
