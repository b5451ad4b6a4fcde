using System.Buffers;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>
/// Ids as compact text: the differences between the sorted ids as variable-length integers (LEB128), in Base64. Ids that are
/// close together take little more than a byte each.
/// </summary>
internal static class CompactIds
{
    public static string Write(IEnumerable<long> ids)
    {
        var bytes = new ArrayBufferWriter<byte>();
        long last = 0;
        foreach (var id in ids.Order())
        {
            var difference = (ulong)(id - last);
            for (last = id; difference >= 0x80; difference >>= 7)
            {
                bytes.Write([(byte)(difference | 0x80)]);
            }

            bytes.Write([(byte)difference]);
        }

        return Convert.ToBase64String(bytes.WrittenSpan);
    }

    /// <exception cref="FormatException">The text is not in this format.</exception>
    public static IEnumerable<long> Read(string text)
    {
        long last = 0;
        long difference = 0;
        var shift = 0;
        foreach (var group in Convert.FromBase64String(text))
        {
            difference |= (long)(group & 0x7F) << shift;
            shift += 7;
            if ((group & 0x80) == 0)
            {
                yield return last += difference;
                difference = shift = 0;
            }
            else if (shift > 56)
            {
                throw new FormatException("An id is too large.");
            }
        }
    }
}
