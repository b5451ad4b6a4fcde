using System.Text;

namespace DataLakeTools.Core.Tests.Fuzz;

/// <summary>Ways to make inputs by chance.</summary>
internal static class Chance
{
    /// <summary>What breaks names and consoles; each may stand in any text.</summary>
    private static readonly string[] Nasty =
    [
        "\0", "\u001b[31m", "\u001b]0;title\u0007", "\u009b2J", "\u007f", "\b", "\r", "\n", "\r\n", "\t", "\u202e", "\u2066", "\u2028", "\ud83c", "\udfac", "🎬", "\ufeff",
        "é", "e\u0301", "..", "../", "..\\", "/", "\\", "~", "%2e", "C:", "s3://", "\"", "'", "`", "$(x)", "${HOME}", "=", "#", ",", "|", ";", ":", "*", "{", "}", "[", "]",
    ];

    public static T Of<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public static string Text(this Random random, IReadOnlyList<string> pieces, int most)
    {
        var text = new StringBuilder();
        for (var count = random.Next(most + 1); count > 0; count--)
        {
            text.Append(random.Next(4) switch
            {
                0 => random.Of(Nasty),
                1 => ((char)random.Next(0x20, 0x7f)).ToString(),
                _ => random.Of(pieces),
            });
        }

        return text.ToString();
    }

    /// <summary>The bytes with a few changes: some gone, some doubled, some others.</summary>
    public static byte[] Mutate(this Random random, ReadOnlySpan<byte> bytes)
    {
        var changed = bytes.ToArray().ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(changed.Count + 1);
            var length = Math.Min(random.Next(1, 9), changed.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    changed.RemoveRange(at, length);
                    break;
                case 1:
                    changed.InsertRange(at, changed.GetRange(at, length));
                    break;
                case 2 when at < changed.Count:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    changed.Insert(at, (byte)random.Next(256));
                    break;
                case 4 when random.Next(8) == 0:
                    changed.RemoveRange(at, changed.Count - at);
                    break;
                default:
                    changed.InsertRange(at, Encoding.UTF8.GetBytes(random.Of(Nasty)));
                    break;
            }
        }

        return [.. changed];
    }
}
