using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Verification;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

public sealed class S3AccessTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private static readonly byte[] Large = Content.Of((2 * S3TestLake.PartSize) + 17);
    private static readonly string[] Secrets = [AwsEnvironment.Secret, AwsEnvironment.TokenSecret, AwsEnvironment.Token, AwsEnvironment.WrongSecret];

    public static TheoryData<string> OddKeys =>
    [
        "Raw/with space.csv", "Raw/with+plus.csv", "Raw/São João.csv", "Raw/東京 🎬.csv", "Raw/%41%2F.csv", "Raw/!'()*~-_.csv", "Raw/a=b&c?d#e@f:g,h;i$j.csv",
        "Raw/\"quoted\"<>{}|^`[].csv", "Raw/e\u0301.csv",
    ];

    [Theory]
    [MemberData(nameof(OddKeys))]
    public async Task The_signature_of_a_put_holds_for_a_key_of_any_characters(string key)
    {
        await using var lake = await S3TestLake.StartAsync();

        await lake.Open().WriteAsync(key, [1, 2, 3]);

        Assert.Equal([key], lake.Objects.Keys);
    }

    [Fact]
    public async Task The_signature_of_parts_holds_for_a_key_of_any_characters()
    {
        await using var lake = await S3TestLake.StartAsync();
        const string Key = "Raw/São+João & 東京 🎬 %20.csv";

        await lake.Open().WriteAsync(Key, Large);

        Assert.Equal(Large, lake.Objects[Key]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_there_and_may_not_be_read_is_not_called_other_content(bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("HeadObject", S3Fault.AccessDenied().Always());
        lake.Server.Faults.Add("GetObject", S3Fault.AccessDenied().Always());
        var store = lake.Open();
        await store.WriteAsync(Key, isLarge ? Large : [1]);

        var failure = await Writes.FailsAsync(DataLakeError.AccessDenied, () => store.WriteAsync(Key, isLarge ? Large : [1]));

        Assert.Contains("whether it is the same is not known", failure.Message, StringComparison.Ordinal);
        Assert.Contains("s3:GetObject", failure.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_S3_does_not_show_is_refused_to_who_reads_and_may_be_written(bool isThere)
    {
        await using var lake = await S3TestLake.StartAsync();
        if (isThere)
        {
            await lake.Open().WriteAsync(Key, [1]);
        }

        lake.Server.Faults.Add("HeadObject", S3Fault.AccessDenied().Always());

        var failure = await Writes.FailsAsync(DataLakeError.AccessDenied, () => lake.Open().FindAsync(Key, CancellationToken.None));
        Assert.Null(await lake.Open().FindForWriteAsync(Key, CancellationToken.None));

        Assert.Equal($"S3 does not let {lake.Open().Lake.AddressOf(Key)} be read; without s3:ListBucket it says the same of what is not there.", failure.Message);
        Assert.Contains("s3:GetObject and s3:ListBucket", failure.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_document_that_may_not_be_read_is_not_called_absent()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("HeadObject", S3Fault.AccessDenied().Always());

        await Writes.FailsAsync(DataLakeError.AccessDenied, () => LakeJobReader.ReadAsync(lake.Open(), "jobs/nightly.json", CancellationToken.None));
    }

    [Fact]
    public async Task An_object_that_may_not_be_read_is_not_found_missing()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("HeadObject", S3Fault.AccessDenied().Always());
        var store = lake.Open();

        var verdict = await new LakeVerifier(store, new LakeVerifierOptions(), new RecordingReporter()).TestAsync(new LakeExpectation(Key) { Size = 1 }, CancellationToken.None);

        Assert.Empty(verdict.Findings);
        Assert.Equal(DataLakeError.AccessDenied, verdict.Error?.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Session_credentials_are_signed_with_their_token(bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync(
            new() { Credentials = [new(AwsEnvironment.TokenAccessKey, AwsEnvironment.TokenSecret, AwsEnvironment.Token)] });

        await lake.Open(options => options with { ProfileName = AwsEnvironment.TokenProfile }).WriteAsync(Key, isLarge ? Large : [1]);

        Assert.Single(lake.Objects);
    }

    [Fact]
    public async Task Requests_are_signed_for_the_region_that_is_named()
    {
        await using var lake = await S3TestLake.StartAsync(
            new() { Region = "sa-east-1", Credentials = [new(AwsEnvironment.AccessKey, AwsEnvironment.Secret)] });

        await lake.Open(options => options with { Region = "sa-east-1" }).WriteAsync(Key, Large);

        Assert.Single(lake.Objects);
    }

    [Fact]
    public async Task A_wrong_secret_is_reported_as_such()
    {
        await using var lake = await S3TestLake.StartAsync();

        await Writes.FailsAsync(
            DataLakeError.AccessDenied, () => lake.Open(options => options with { ProfileName = AwsEnvironment.WrongProfile }).WriteAsync(Key, [1]));
    }

    [Fact]
    public async Task No_secret_is_in_any_text_of_an_error()
    {
        await using var lake = await S3TestLake.StartAsync();

        var failure = await Assert.ThrowsAsync<DataLakeException>(
            () => lake.Open(options => options with { ProfileName = AwsEnvironment.WrongProfile }).WriteAsync(Key, [1]));

        var texts = failure.ToString() + failure.Recommendation + failure.Target;
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, texts, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_secret_is_in_any_request_or_report()
    {
        await using var lake = await S3TestLake.StartAsync(
            new() { Credentials = [new(AwsEnvironment.TokenAccessKey, AwsEnvironment.TokenSecret, AwsEnvironment.Token)] });
        await lake.Open(options => options with { ProfileName = AwsEnvironment.TokenProfile }).WriteAsync(Key, Large);

        var texts = lake.Server.Requests
            .SelectMany(request => request.Headers.Values.Concat(request.Query.Values).Append(request.Path))
            .Concat(lake.Reporter.Told).Concat(lake.Reporter.Warnings);

        Assert.DoesNotContain(texts, text => Secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_profile_that_does_not_exist_is_reported_with_those_that_do()
    {
        var failure = Assert.Throws<DataLakeException>(() => LakeStore.Open(
            LakeAddress.Parse("s3://lake-of-tests"), new LakeStoreOptions { ProfileName = "nobody" }, new RecordingReporter()));

        Assert.Equal(DataLakeError.CredentialsUnavailable, failure.Error);
        Assert.Contains(AwsEnvironment.TokenProfile, failure.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expired_credentials_that_nobody_renewed_are_reported()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Credentials.Expire(AwsEnvironment.AccessKey);

        await Writes.FailsAsync(DataLakeError.CredentialsUnavailable, () => lake.Open().WriteAsync(Key, [1]));
    }

    [Theory]
    [InlineData("HeadBucket", false)]
    [InlineData("HeadBucket", true)]
    [InlineData("CreateMultipartUpload", true)]
    [InlineData("UploadPart", true)]
    public async Task Credentials_that_expire_after_a_request_are_renewed(string operation, bool isLarge)
    {
        // One profile and so one file for all: a lock keeps the cases apart.
        using var turn = await RenewingTurn.TakeAsync();
        await using var lake = await S3TestLake.StartAsync(new() { Credentials = [new("AKIDOLD", "old"), new("AKIDNEW", "new")] });
        Provide("AKIDOLD", "old");
        lake.Server.Faults.Add(operation, S3Fault.After("Expired", (_, _) =>
        {
            Provide("AKIDNEW", "new");
            lake.Server.Credentials.Expire("AKIDOLD");
            return Task.CompletedTask;
        }));
        var store = lake.Open(options => options with { ProfileName = AwsEnvironment.RenewingProfile });

        await store.WriteAsync(Key, isLarge ? Large : [1]);

        Assert.Single(lake.Objects);
    }

    [Fact]
    public async Task Credentials_that_expire_before_a_look_are_renewed()
    {
        using var turn = await RenewingTurn.TakeAsync();
        await using var lake = await S3TestLake.StartAsync(new() { Credentials = [new("AKIDOLD", "old"), new("AKIDNEW", "new")] });
        Provide("AKIDOLD", "old");
        var store = lake.Open(options => options with { ProfileName = AwsEnvironment.RenewingProfile });
        await store.WriteAsync(Key, [1]);
        Provide("AKIDNEW", "new");
        lake.Server.Credentials.Expire("AKIDOLD");

        Assert.NotNull(await store.FindAsync(Key, CancellationToken.None));
    }

    [Fact]
    public async Task Credentials_that_have_expired_since_are_reported_by_a_look()
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, [1]);
        lake.Server.Credentials.Expire(AwsEnvironment.AccessKey);

        await Writes.FailsAsync(DataLakeError.CredentialsUnavailable, () => store.FindAsync(Key, CancellationToken.None));
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(-6, true)]
    [InlineData(6, false)]
    [InlineData(-6, false)]
    public async Task A_clock_that_is_hours_off_is_made_up_for(int hours, bool large)
    {
        await using var lake = await S3TestLake.StartAsync(new()
        {
            Clock = new ShiftedClock(TimeSpan.FromHours(hours)),
            Credentials = [new(AwsEnvironment.AccessKey, AwsEnvironment.Secret)],
        });

        await lake.Open().WriteAsync(Key, large ? Large : [1]);

        Assert.Single(lake.Objects);
    }

    [Fact]
    public async Task A_clock_that_is_set_while_requests_are_under_way_is_made_up_for_in_each_of_them()
    {
        var clock = new ShiftedClock(TimeSpan.Zero);
        await using var lake = await S3TestLake.StartAsync(new() { Clock = clock, Credentials = [new(AwsEnvironment.AccessKey, AwsEnvironment.Secret)] });
        var store = lake.Open();
        await store.FindAsync(Key, CancellationToken.None);
        clock.Shift = TimeSpan.FromHours(1);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(file => store.WriteAsync($"{Key}{file}", [1])));

        Assert.Equal(16, lake.Objects.Count);
    }

    [Fact]
    public async Task A_clock_is_made_up_for_once_a_request()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.Answer(403, "RequestTimeTooSkewed").Always());

        await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => lake.Open().WriteAsync(Key, [1]));

        Assert.Equal(2, lake.Server.Requests.Count(request => request.Operation == "PutObject"));
    }

    [Fact]
    public async Task A_bucket_in_another_region_of_the_server_is_reported()
    {
        await using var lake = await S3TestLake.StartAsync(new()
        {
            Credentials = [new(AwsEnvironment.AccessKey, AwsEnvironment.Secret)],
            BucketsElsewhere = new Dictionary<string, string> { [S3TestLake.Bucket] = "sa-east-1" },
        });

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => lake.Open().WriteAsync(Key, [1]));

        Assert.Contains("\"region\"", failure.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_of_somebody_else_is_reported_as_denied()
    {
        await using var lake = await S3TestLake.StartAsync(new()
        {
            Credentials = [new(AwsEnvironment.AccessKey, AwsEnvironment.Secret)],
            BucketsOfOthers = new HashSet<string> { S3TestLake.Bucket },
        });

        await Writes.FailsAsync(DataLakeError.AccessDenied, () => lake.Open().WriteAsync(Key, [1]));
    }

    private static void Provide(string accessKey, string secret)
    {
        // Replaced as a whole, so that nobody reads half of it.
        var next = AwsEnvironment.RenewingCredentials + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(new { Version = 1, AccessKeyId = accessKey, SecretAccessKey = secret }));
        File.Move(next, AwsEnvironment.RenewingCredentials, overwrite: true);
    }

    private static class RenewingTurn
    {
        private static readonly SemaphoreSlim One = new(1, 1);

        public static async Task<IDisposable> TakeAsync()
        {
            await One.WaitAsync();
            return new Releaser();
        }

        private sealed class Releaser : IDisposable
        {
            public void Dispose() => One.Release();
        }
    }

    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public TimeSpan Shift { get; set; } = shift;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
