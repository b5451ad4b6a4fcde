using System.Buffers;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>
/// Ids as short text: sorted, only the steps from one to the next, seven bits a byte, as Base64. Ids that stand close
/// together take little more than a byte each.
/// </summary>
internal static class CompactIds
{
    public static string Write(IEnumerable<long> ids)
    {
        var bytes = new ArrayBufferWriter<byte>();
        long last = 0;
        foreach (var id in ids.Order())
        {
            var step = (ulong)(id - last);
            for (last = id; step >= 0x80; step >>= 7)
            {
                bytes.Write([(byte)(step | 0x80)]);
            }

            bytes.Write([(byte)step]);
        }

        return Convert.ToBase64String(bytes.WrittenSpan);
    }

    /// <exception cref="FormatException">The text is none of ours.</exception>
    public static IEnumerable<long> Read(string text)
    {
        long last = 0;
        long step = 0;
        var shift = 0;
        foreach (var part in Convert.FromBase64String(text))
        {
            step |= (long)(part & 0x7F) << shift;
            shift += 7;
            if ((part & 0x80) == 0)
            {
                yield return last += step;
                step = shift = 0;
            }
            else if (shift > 56)
            {
                throw new FormatException("An id is too large.");
            }
        }
    }
}
