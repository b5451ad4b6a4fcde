using System.Text;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Settings;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Verification;

namespace DataLakeTools.Core.Tests.Fuzz;

public sealed class NameFuzzTests
{
    private static readonly string[] KeyPieces = ["Raw", "/", "/", "Local", "CSV", "Movies", "2022/05/02", "2022", "05", "02", "movies.csv", "Raw/TMDB/JSON/2022/05/02/", "."];
    private static readonly string[] EnvPieces = ["NAME", "=", "\n", "export ", "AWS_SECRET_ACCESS_KEY=s3cr3tv4lu3", "\"", "'", "# comment", "[default]", "aws_access_key_id", " ", "\\n", "\\"];

    private static readonly byte[][] Jobs =
    [
        """{"lake":"s3://lake/x","steps":[{"name":"m","type":"SendCsv","path":["a.csv","b-*.csv"],"specification":"Movies","force":true,"tags":{"a":"b"}}]}"""u8.ToArray(),
        """{"lake":"./lake","tmdb":{"language":"pt-BR","requestsPerSecond":40},"steps":[{"type":"FetchMovies","genre":["Crime"],"sortBy":"popularity.desc","first":500,"append":["keywords"]}]}"""u8.ToArray(),
        """{"steps":[{"type":"FetchChanges","days":3,"kind":"movie"},{"type":"FetchCollections","movies":{"genre":"War"}},{"type":"FetchSeries","id":[1,"tt2"],"all":true}]}"""u8.ToArray(),
    ];

    [Fact]
    public void A_key_that_is_taken_is_written_as_it_was_read() => FuzzLoop.Run("keys", random =>
    {
        var text = random.Text(KeyPieces, 14);
        FuzzLoop.Refusal(() =>
        {
            var key = LakeKey.Parse(text);
            Assert.Equal(text, key.Value);
            Assert.Equal(key, LakeKey.Create(key.Layer, key.Origin, key.Format, key.Specification, key.Date, key.FileName));
        });
        FuzzLoop.Refusal(() => Assert.EndsWith(text, LakeKey.Create("Raw", "Local", "CSV", LakeKey.SplitSpecification(text), default, text).Value, StringComparison.Ordinal));
        FuzzLoop.Refusal(() => Assert.NotEmpty(LakeAddress.Parse(text, Path.GetTempPath()).ToString()));
        FuzzLoop.Refusal(() => Assert.NotEmpty(LakeAddress.Parse("s3://" + text).ToString()));
        Assert.Equal(8, LakeExpectation.ReadChecksum(text)?.Value.Length ?? 8);
    });

    [Fact]
    public void No_key_leads_out_of_a_folder_lake()
    {
        var parent = Directory.CreateTempSubdirectory("datalake-fuzz-").FullName;
        var root = Path.Combine(parent, "lake");
        Directory.CreateDirectory(Path.Combine(root, "Raw"));
        File.WriteAllText(Path.Combine(parent, "movies.csv"), "outside");
        var lake = LakeAddress.Parse(root);
        try
        {
            using var store = new Opened(lake);
            FuzzLoop.Run("keys in folders", random =>
            {
                var key = random.Text(KeyPieces, 8);
                FuzzLoop.Refusal(() =>
                {
                    Assert.Null(store.Lake.FindAsync(key, CancellationToken.None).GetAwaiter().GetResult());
                    Assert.StartsWith(root + Path.DirectorySeparatorChar, Path.GetFullPath(lake.AddressOf(key)), StringComparison.Ordinal);
                });
            });
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    [Fact]
    public void An_environment_file_is_read_or_refused_without_a_value_in_the_refusal() => FuzzLoop.Run(".env files", random =>
    {
        var text = random.Text(EnvPieces, 20);
        var refusal = FuzzLoop.Refusal(() =>
        {
            var variables = EnvironmentFile.Parse(text, "\u001b[31m.env");
            Assert.Equal(variables.Count, variables.Select(variable => variable.Name).Distinct(StringComparer.Ordinal).Count());
            Assert.All(variables, variable => Assert.DoesNotContain('\0', variable.Name));
        });

        Assert.Equal(DataLakeError.InvalidEnvironmentFile, refusal?.Error ?? DataLakeError.InvalidEnvironmentFile);
        Assert.DoesNotContain("s3cr3t", refusal?.Message ?? string.Empty, StringComparison.Ordinal);
    });

    [Fact]
    public void A_job_document_is_read_or_refused() => FuzzLoop.Run("job documents", random =>
    {
        var document = random.Next(10) == 0 ? Encoding.UTF8.GetBytes(random.Text(["{", "}", "\"steps\":", "[", "]", "\"type\":\"SendCsv\"", "1e999", "null"], 20)) : random.Mutate(random.Of(Jobs));

        var refusal = FuzzLoop.Refusal(() => Assert.NotEmpty(LakeJobReader.Parse(document, "\u001b[31mjob.json", _ => "\u001b[2J").Steps));

        Assert.Equal(DataLakeError.InvalidJob, refusal?.Error ?? DataLakeError.InvalidJob);
    });

    private sealed class Opened(LakeAddress lake) : IDisposable
    {
        public ILakeStore Lake { get; } = LakeStore.Open(lake, new LakeStoreOptions(), SilentReporter.Instance);

        public void Dispose() => Lake.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
