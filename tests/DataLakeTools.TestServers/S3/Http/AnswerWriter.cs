using System.Globalization;

namespace DataLakeTools.TestServers.S3;

internal static class AnswerWriter
{
    public static async Task WriteAsync(S3Request request, S3Answer answer, DateTimeOffset now, CancellationToken cancellation)
    {
        var response = request.Http.Response;
        var requestId = RequestId(request.Number);
        response.StatusCode = answer.Status;
        response.Headers.Server = "AmazonS3";
        // Clients whose clock is off correct theirs by it.
        response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
        response.Headers["x-amz-request-id"] = requestId;
        response.Headers["x-amz-id-2"] = "stand-in/" + requestId;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        var head = HttpMethods.IsHead(request.Method);
        if (answer.Body is { } body)
        {
            response.ContentLength = answer.BodyLength;
            if (!head)
            {
                await WriteBodyAsync(response, body.Read(answer.BodyFrom, answer.BodyLength), cancellation);
            }

            return;
        }

        var content = answer.Document is { } document ? S3Xml.Bytes(document, requestId) : answer.Verbatim ?? default;
        if (answer.Status is 204 or 304)
        {
            return;
        }

        if (content.Length > 0 && response.ContentType is null)
        {
            response.ContentType = "application/xml";
        }

        if (head)
        {
            return;
        }

        response.ContentLength = content.Length;
        await response.BodyWriter.WriteAsync(content, cancellation);
    }

    private static async Task WriteBodyAsync(HttpResponse response, IEnumerable<ReadOnlyMemory<byte>> pieces, CancellationToken cancellation)
    {
        foreach (var piece in pieces)
        {
            await response.BodyWriter.WriteAsync(piece, cancellation);
        }
    }

    private static string RequestId(long number) => $"S3STANDIN{number:X7}";
}
