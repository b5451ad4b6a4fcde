using System.Buffers;
using System.Globalization;
using System.Text;

namespace DataLakeTools.TestServers.S3;

/// <summary>
/// Takes the aws-chunked framing off a body: <c>size[;chunk-signature=...] CRLF bytes CRLF ... 0 CRLF trailers CRLF</c>.
/// It can be given the bytes in any split.
/// </summary>
internal sealed class AwsChunkedDecoder(BodyIntake intake, ChunkSignatures? signatures)
{
    private const int LongestLine = 16 * 1024;
    private const string TrailerSignature = "x-amz-trailer-signature";

    private readonly Dictionary<string, string> _trailers = [];
    private Phase _phase;
    private long _left;
    private string? _chunkSignature;

    private enum Phase
    {
        Header,
        Data,
        DataEnd,
        Trailers,
        Done,
    }

    public IReadOnlyDictionary<string, string> Trailers => _trailers;

    /// <summary>Decodes what it can and returns where it stopped; the rest must be shown again with more behind it.</summary>
    public SequencePosition Decode(ReadOnlySequence<byte> input)
    {
        var reader = new SequenceReader<byte>(input);
        while (_phase != Phase.Done && Step(ref reader))
        {
        }

        return reader.Position;
    }

    /// <summary>Called when no more bytes will come.</summary>
    public void Complete()
    {
        // Some clients leave out the last empty line; a body that ends before its zero chunk is cut off.
        if (_phase is not (Phase.Done or Phase.Trailers))
        {
            throw S3Errors.IncompleteBody();
        }

        if (_trailers.Remove(TrailerSignature, out var signature) || _trailers.Count > 0)
        {
            signatures?.EndTrailers(_trailers, signature);
        }
    }

    private bool Step(ref SequenceReader<byte> reader) => _phase switch
    {
        Phase.Header => Header(ref reader),
        Phase.Data => Data(ref reader),
        Phase.DataEnd => DataEnd(ref reader),
        _ => Trailer(ref reader),
    };

    private bool Header(ref SequenceReader<byte> reader)
    {
        if (!Line(ref reader, out var line))
        {
            return false;
        }

        var fields = line.Split(';');
        if (!long.TryParse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left) || _left < 0)
        {
            throw S3Errors.InvalidRequest($"The chunk header '{line}' is not valid.");
        }

        _chunkSignature = fields.Skip(1).Select(field => field.Split('=', 2))
            .FirstOrDefault(pair => pair[0] == "chunk-signature")?.ElementAtOrDefault(1);
        if (_left == 0)
        {
            signatures?.EndChunk(_chunkSignature);
        }

        _phase = _left == 0 ? Phase.Trailers : Phase.Data;
        return true;
    }

    private bool Data(ref SequenceReader<byte> reader)
    {
        if (reader.End)
        {
            return false;
        }

        var span = reader.UnreadSpan;
        if (span.Length > _left)
        {
            span = span[..(int)_left];
        }

        intake.Append(span);
        signatures?.Append(span);
        reader.Advance(span.Length);
        _left -= span.Length;
        if (_left == 0)
        {
            _phase = Phase.DataEnd;
        }

        return true;
    }

    private bool DataEnd(ref SequenceReader<byte> reader)
    {
        if (reader.Remaining < 2)
        {
            return false;
        }

        if (!reader.IsNext("\r\n"u8, advancePast: true))
        {
            throw S3Errors.InvalidRequest("A chunk is longer than its header says.");
        }

        signatures?.EndChunk(_chunkSignature);
        _phase = Phase.Header;
        return true;
    }

    private bool Trailer(ref SequenceReader<byte> reader)
    {
        if (!Line(ref reader, out var line))
        {
            return false;
        }

        var pair = line.Split(':', 2);
        if (pair.Length == 2)
        {
            _trailers[pair[0].Trim().ToLowerInvariant()] = pair[1].Trim();
        }
        else
        {
            _phase = Phase.Done;
        }

        return true;
    }

    private static bool Line(ref SequenceReader<byte> reader, out string line)
    {
        if (reader.TryReadTo(out ReadOnlySequence<byte> bytes, "\r\n"u8, advancePastDelimiter: true))
        {
            line = Encoding.UTF8.GetString(bytes);
            return true;
        }

        line = "";
        return reader.Remaining > LongestLine ? throw S3Errors.InvalidRequest("A chunk header is too long.") : false;
    }
}
