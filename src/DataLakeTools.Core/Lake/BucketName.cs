using System.Net;
using System.Net.Sockets;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Lake;

/// <summary>The rules for names of general purpose buckets (Amazon S3 User Guide, "General purpose bucket naming rules").</summary>
public static class BucketName
{
    /// <summary>The fewest characters a bucket name has.</summary>
    public const int MinLength = 3;

    /// <summary>The most characters a bucket name has.</summary>
    public const int MaxLength = 63;

    private static readonly string[] ReservedStarts = ["xn--", "sthree-", "amzn-s3-demo-"];
    private static readonly string[] ReservedEnds = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

    /// <summary>Throws if no new bucket can have the name, before any request is made.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidBucketName"/>.</exception>
    public static void CheckForCreation(string name)
    {
        var wrong = FindBrokenRule(name);
        if (wrong is not null)
        {
            throw new DataLakeException(
                DataLakeError.InvalidBucketName,
                $"No bucket can be named '{KeySegment.Shown(name)}': {wrong}.",
                "Use 3 to 63 characters of a-z, 0-9, '.' and '-', with a letter or digit at both ends, for example data-lake-of-maria.",
                name);
        }
    }

    /// <summary>
    /// Whether a lake address may name this bucket. Reserved endings are allowed here: access point aliases have them and are
    /// used like buckets. So are names that no new bucket of AWS gets and old ones or those of other stores have: with
    /// underscores, and with a tenant before them (<c>tenant:bucket</c> of Ceph).
    /// </summary>
    internal static bool CanBeAddressed(string name) => name.Split(':') switch
    {
        [var bucket] => IsName(bucket),
        [{ Length: > 0 } tenant, var bucket] => tenant.All(IsAllowedOrOld) && IsName(bucket),
        _ => false,
    };

    private static bool IsName(string name) =>
        name.Length is >= MinLength and <= MaxLength && name.All(IsAllowedOrOld) && !name.Contains("..", StringComparison.Ordinal);

    private static string? FindBrokenRule(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is < MinLength or > MaxLength)
        {
            return $"it has {name.Length} characters";
        }

        foreach (var character in name)
        {
            if (!IsAllowed(character))
            {
                return char.IsControl(character) || char.IsSurrogate(character)
                    ? $"the character U+{(int)character:X4} is not allowed"
                    : $"the character '{character}' is not allowed";
            }
        }

        if (!char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1]))
        {
            return "it does not begin and end with a letter or a digit";
        }

        if (name.Contains("..", StringComparison.Ordinal))
        {
            return "it has two dots in a row";
        }

        if (IPAddress.TryParse(name, out var address) && address.AddressFamily == AddressFamily.InterNetwork && name.Count(c => c == '.') == 3)
        {
            return "it looks like an IP address";
        }

        return Array.Find(ReservedStarts, start => name.StartsWith(start, StringComparison.Ordinal)) is { } reservedStart
            ? $"names that begin with '{reservedStart}' are reserved"
            : Array.Find(ReservedEnds, end => name.EndsWith(end, StringComparison.Ordinal)) is { } reservedEnd
                ? $"names that end with '{reservedEnd}' are reserved"
                : null;
    }

    private static bool IsAllowedOrOld(char c) => IsAllowed(c) || c == '_';

    private static bool IsAllowed(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-';
}
