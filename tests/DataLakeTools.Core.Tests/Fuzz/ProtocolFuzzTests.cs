using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml;
using DataLakeTools.Core.Jobs.Checkpoints;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Tests.Fuzz;

/// <summary>What servers answer and what the program finds of itself in a lake, broken in every way.</summary>
public sealed class ProtocolFuzzTests
{
    private static readonly byte[][] Documents =
    [
        """<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken><Contents><Key>a&#x1;b</Key><Size>12</Size><ETag>&quot;e&quot;</ETag><LastModified>2022-05-02T01:02:03.000Z</LastModified></Contents><CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes></ListBucketResult>"""u8.ToArray(),
        """<Error><Code>NoSuchKey</Code><Message>It is not there.</Message><RequestId>r</RequestId></Error>"""u8.ToArray(),
        """<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;<![CDATA[x]]><!-- y --></a>"""u8.ToArray(),
        """<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>e</ETag><Size>5</Size></Part><IsTruncated>false</IsTruncated></ListPartsResult>"""u8.ToArray(),
    ];

    private static readonly string[] Headers = ["ETag", "Content-Length", "Content-Range", "Last-Modified", "x-amz-checksum-crc32c", "x-amz-checksum-type", "x-amz-version-id", "x-amz-request-id", "Retry-After", "Date"];

    private static readonly string[] HeaderPieces = ["\"abc\"", "bytes 0-5/10", "bytes */*", "Mon, 02 May 2022 01:02:03 GMT", "mnG7TA==", "COMPOSITE", "FULL_OBJECT", "null", "-1", "99999999999999999999", "12"];

    private static readonly byte[][] Bodies =
    [
        """{"page":1,"results":[{"id":1,"title":"a","media_type":"movie"},{"id":"x"},null],"total_pages":2,"total_results":3}"""u8.ToArray(),
        """{"id":550,"title":"\ud83c","release_date":"1999-10-15","belongs_to_collection":{"id":"x"},"credits":{"cast":[]},"keywords":null}"""u8.ToArray(),
        """{"success":false,"status_code":34,"status_message":"\ud83c","errors":["a",1]}"""u8.ToArray(),
        """{"\ud800":1,"id":7,"name":"b","belongs_to_collection":{"id":10,"\udfff":2}}"""u8.ToArray(),
    ];

    private static readonly byte[][] OwnDocuments =
    [
        """{"format":1,"layer":"Trusted","day":"2022-05-02","built":"2022-05-02T01:02:03Z","program":"1","engine":"e","inputs":[{"key":"k","size":1,"eTag":"e","checksum":"c","rows":1}],"tables":[],"tests":[]}"""u8.ToArray(),
        """{"version":1,"owner":{"runId":"a","machine":"m","processId":1,"since":"2022-05-02T01:02:03Z","seen":"2022-05-02T01:02:03Z"},"steps":[{"step":"s","identity":"i"}]}"""u8.ToArray(),
    ];

    private static readonly string[] Names = ["a", "a", "b", "\\u0061", "", "é", "\\ud800", "\\udfff"];

    [Fact]
    public void XML_is_read_or_refused() => FuzzLoop.Run("XML of S3", random =>
    {
        try
        {
            var document = S3Xml.Parse(new MemoryStream(random.Mutate(random.Of(Documents))));
            _ = document.Find("Code") + document.FindNumber("Size") + document.FindTime("LastModified") + document.All("Contents").Count();
        }
        catch (XmlException)
        {
        }
    });

    [Fact]
    public void Headers_are_read_whatever_they_say() => FuzzLoop.Run("headers of S3", random =>
    {
        using var message = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
        for (var count = random.Next(6); count > 0; count--)
        {
            var (name, value) = (random.Of(Headers), random.Text(HeaderPieces, 4));
            _ = message.Headers.TryAddWithoutValidation(name, value) || message.Content.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = new S3Response(message, S3Xml.None);
        var read = S3ObjectInfo.Read("key", response, response.ContentLength ?? -1);
        Assert.NotNull(read.ETag + read.Crc32C + read.VersionId + read.LastModified + response.ContentRange + response.HasOpaqueETag);
    });

    [Fact]
    public void A_body_of_TMDB_is_read_or_refused_and_so_are_its_records() => FuzzLoop.Run("records of TMDB", random =>
    {
        var request = random.Next(2) == 0 ? TmdbRequest.ForList("discover/movie") : new TmdbRequest("movie/550") { IsDetails = true, Parts = ["credits", "keywords"] };
        TmdbBody body;
        try
        {
            body = TmdbBody.Read(random.Next(4) == 0 ? random.Of(Bodies) : random.Mutate(random.Of(Bodies)), request);
        }
        catch (JsonException)
        {
            return;
        }

        Assert.NotNull($"{body.Mismatch}{body.Id}{body.StatusMessage}{string.Join(',', body.Parts)}");
        foreach (var json in body.Entries.Select(entry => entry.Json).Append(body.Bytes))
        {
            var record = new TmdbRecord(TmdbKind.Movie, 1, "s", json, isSummary: true);
            Assert.NotNull($"{record}{record.Date}{record.CollectionId}");
        }
    });

    [Fact]
    public void The_last_of_the_values_of_a_name_stays_and_no_name_stands_twice() => FuzzLoop.Run("names that stand twice", random =>
    {
        var record = Encoding.UTF8.GetBytes(Record(random, depth: 3));

        var kept = new DuplicateNames().KeepLast(record);

        using var before = JsonDocument.Parse(record);
        using var after = JsonDocument.Parse(kept);
        AssertLast(before.RootElement, after.RootElement);
    });

    [Fact]
    public void What_the_program_left_in_a_lake_is_read_or_refused() => FuzzLoop.Run("checkpoints and manifests", random =>
    {
        var bytes = random.Mutate(random.Of(OwnDocuments));
        try
        {
            _ = JsonSerializer.Deserialize(bytes, ManifestJsonContext.Default.TableManifest)?.Tables.Count;
        }
        catch (JsonException)
        {
        }

        try
        {
            _ = JobCheckpointJson.Read(bytes).Steps.Count;
        }
        catch (FormatException)
        {
        }
    });

    [Fact]
    public void What_a_server_answers_for_S3_gives_a_result_or_an_error_of_the_list()
    {
        using var server = new AnswerServer();
        var options = new LakeStoreOptions { EndpointUrl = server.Endpoint, MaxRetries = 0, StallTimeout = TimeSpan.FromSeconds(2) };
        using var lake = new Opened(LakeStore.Open(Core.Lake.LakeAddress.Parse("s3://lake-of-tests"), options, new RecordingReporter()));
        FuzzLoop.Run("answers of S3", random =>
        {
            server.Answer = random.Mutate(AnswerServer.Of(random.Of(Documents), "application/xml"));
            FuzzLoop.Refusal(() => _ = lake.Store.ListAsync("Raw/", CancellationToken.None).Take(3).ToListAsync().AsTask().GetAwaiter().GetResult());
            FuzzLoop.Refusal(() => _ = lake.Store.FindAsync("Raw/a.csv", CancellationToken.None).GetAwaiter().GetResult());
        });
    }

    [Fact]
    public void What_a_server_answers_for_TMDB_gives_a_record_or_an_error_of_the_list()
    {
        using var server = new AnswerServer();
        using var limiter = new TmdbRateLimiter();
        FuzzLoop.Run("answers of TMDB", random =>
        {
            server.Answer = random.Mutate(AnswerServer.Of(random.Of(Bodies), "application/json"));

            // A refused token ends all of a client.
            using var client = new Core.Tmdb.TmdbClient(
                new TmdbClientOptions { Endpoint = new Uri(server.Endpoint, "3"), Token = "t", RetryCount = 0, RateLimitWait = TimeSpan.Zero, RequestsPerSecond = 1000, RequestTimeout = TimeSpan.FromSeconds(2) }, limiter);
            FuzzLoop.Refusal(() => _ = client.DiscoverAsync(new Core.Tmdb.Lookup.TmdbMovieQuery(), 5).ToListAsync().AsTask().GetAwaiter().GetResult());
        });
    }

    private static void AssertLast(JsonElement before, JsonElement after)
    {
        Assert.Equal(before.ValueKind, after.ValueKind);
        switch (before.ValueKind)
        {
            case JsonValueKind.Object:
                var last = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
                foreach (var field in before.EnumerateObject())
                {
                    last[JsonText.NameOf(field)] = field.Value;
                }

                var fields = after.EnumerateObject().ToList();
                Assert.Equal(last.Keys.Order(StringComparer.Ordinal), fields.Select(JsonText.NameOf).Order(StringComparer.Ordinal));
                Assert.All(fields, field => AssertLast(last[JsonText.NameOf(field)], field.Value));
                break;
            case JsonValueKind.Array:
                Assert.Equal(before.GetArrayLength(), after.GetArrayLength());
                Assert.All(before.EnumerateArray().Zip(after.EnumerateArray()), pair => AssertLast(pair.First, pair.Second));
                break;
            default:
                Assert.Equal(before.GetRawText(), after.GetRawText());
                break;
        }
    }

    private static string Record(Random random, int depth) => depth == 0 || random.Next(4) == 0
        ? random.Of(["1", "1.50", "\"x\"", "null", "\"\\ud800\""])
        : random.Next(3) > 0
            ? $"{{{string.Join(", ", Enumerable.Range(0, random.Next(5)).Select(_ => $"\"{random.Of(Names)}\" : {Record(random, depth - 1)}"))}}}"
            : $"[{string.Join(",", Enumerable.Range(0, random.Next(3)).Select(_ => Record(random, depth - 1)))}]";

    private sealed class Opened(ILakeStore store) : IDisposable
    {
        public ILakeStore Store => store;

        public void Dispose() => store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
