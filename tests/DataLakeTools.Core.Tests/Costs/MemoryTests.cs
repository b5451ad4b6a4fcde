using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage.S3;

namespace DataLakeTools.Core.Tests.Costs;

/// <summary>What a file costs in memory. Alone, because a process counts the bytes of all its threads together.</summary>
[Collection(nameof(AloneCollection))]
public sealed class MemoryTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task An_upload_never_has_more_buffers_than_its_limit()
    {
        await using var lake = await S3TestLake.StartAsync(new() { Discard = true });
        var store = lake.Open(options => options with { ThrottleLimit = 3 });
        const int Parts = 20;
        var buffers = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);

        await using var upload = store.BeginUpload(new LakeWrite("Raw/large", (long)Parts * S3TestLake.PartSize, WriteCondition.IfAbsent, "text/csv"));
        for (var part = 0; part < Parts; part++)
        {
            var buffer = await upload.RentAsync(CancellationToken.None);
            Assert.True(MemoryMarshal.TryGetArray<byte>(buffer.Window, out var array));
            buffers.Add(array.Array!);
            buffer.Advance(S3TestLake.PartSize);
            await upload.SubmitAsync(buffer, CancellationToken.None);
        }

        await upload.CommitAsync(CancellationToken.None);
        Assert.InRange(buffers.Count, 1, 3);
    }

    [Fact]
    public async Task Sending_allocates_next_to_nothing_of_what_is_sent()
    {
        await using var lake = await S3TestLake.StartAsync(new() { Discard = true });
        using var files = new CostlyFiles();
        var sender = CostlyFiles.SenderTo(lake.Open(options => options with { ThrottleLimit = 2 }));
        await sender.SendAsync(files.Write("first.csv", 30 * MiB), CancellationToken.None);
        var path = files.Write("second.csv", 100 * MiB);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await sender.SendAsync(path, CancellationToken.None);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        // The server is in this process too. A copy of what is sent, by either, would be 100 MiB.
        Assert.InRange(allocated, 0, 5 * MiB);
    }

    [Fact]
    public async Task What_is_in_flight_is_not_in_memory()
    {
        await using var lake = await S3TestLake.StartAsync(new() { Discard = true, LogRequests = false });
        using var files = new CostlyFiles();
        const int Parts = 24;
        var path = files.Write("movies.csv", Parts * S3TestLake.PartSize);

        var allocated = await AllocatedAsync(() => CostlyFiles.SenderTo(lake.Open(options => options with { ThrottleLimit = 16 })).SendAsync(path, CancellationToken.None));

        // Client and server together, from a cold start: some 20 MiB. Sixteen parts held in memory would be 80 MiB more.
        Assert.InRange(allocated, 0, 8 * S3TestLake.PartSize);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(3 * MiB)]
    [InlineData(23 * MiB)]
    public async Task A_file_goes_through_a_small_window(int size)
    {
        await using var lake = await S3TestLake.StartAsync(new() { Discard = true });
        using var files = new CostlyFiles();
        var largest = 0;
        var store = new HookedStore(lake.Open(), () => { }, part => largest = Math.Max(largest, part.Window.Length));

        await CostlyFiles.SenderTo(store).SendAsync(files.Write("movies.csv", size), CancellationToken.None);

        Assert.InRange(largest, 1, 256 * 1024);
    }

    [Fact]
    public async Task A_part_costs_its_request_and_no_more()
    {
        await using var lake = await S3TestLake.StartAsync(new() { Discard = true, LogRequests = false });
        using var files = new CostlyFiles();
        var sender = CostlyFiles.SenderTo(lake.Open(options => options with { ThrottleLimit = 2 }));
        string fewParts = files.Write("few.csv", 4 * S3TestLake.PartSize), manyParts = files.Write("many.csv", 24 * S3TestLake.PartSize);

        // As many parts as later, so that the pools of client and server have grown.
        await sender.SendAsync(files.Write("first.csv", 24 * S3TestLake.PartSize), CancellationToken.None);

        var few = await AllocatedAsync(() => sender.SendAsync(fewParts, CancellationToken.None));
        var many = await AllocatedAsync(() => sender.SendAsync(manyParts, CancellationToken.None));

        // Client and server together; the client's share is some 10 KB. It is what a run of many parts grows by.
        Assert.InRange((many - few) / 20, 0, 64 * 1024);
    }

    [Fact]
    public async Task A_small_file_costs_its_two_requests_and_no_more()
    {
        await using var lake = await S3TestLake.StartAsync(new() { Discard = true, LogRequests = false });
        using var files = new CostlyFiles();
        var sender = CostlyFiles.SenderTo(lake.Open(options => options with { ThrottleLimit = 2 }));
        string[] paths = [.. Enumerable.Range(0, 120).Select(number => files.Write($"f{number}.csv", 20_000))];
        await SendAsync(paths[..20]);

        var allocated = await AllocatedAsync(() => SendAsync(paths[20..]));

        // Client and server together, of two requests and their answers; some 42 KB.
        Assert.InRange(allocated / 100, 0, 64 * 1024);

        async Task SendAsync(IEnumerable<string> some)
        {
            foreach (var path in some)
            {
                await sender.SendAsync(path, CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task The_steps_of_a_job_cost_no_buffers_of_their_own()
    {
        await using var lake = await S3TestLake.StartAsync(new() { Discard = true });
        using var files = new CostlyFiles();
        const int Steps = 6;
        const int BuffersOfStep = 3;
        var path = files.Write("movies.csv", BuffersOfStep * S3TestLake.PartSize);
        var step = $$"""{"type":"SendCsv","path":{{JsonSerializer.Serialize(path)}},"throttleLimit":{{BuffersOfStep}},"specification":"Movies""";
        var document = $$"""{"steps":[{{string.Join(',', Enumerable.Range(0, Steps).Select(number => $"{step}{number}\"}}"))}}]}""";
        var job = LakeJobReader.Parse(Encoding.UTF8.GetBytes(document), "job.json");
        var folder = Path.GetDirectoryName(path)!;
        var run = new LakeJobRunOptions { BaseFolder = folder, CurrentFolder = folder, Lake = lake.Address.ToString(), Date = new DateOnly(2022, 5, 2), StoreOptions = lake.Options };
        var sent = 0;

        var allocated = await AllocatedAsync(async () =>
        {
            await foreach (var result in new LakeJobRunner(lake.Reporter, TimeProvider.System).RunAsync(job, run, CancellationToken.None))
            {
                sent += result.Receipt?.Status == ReceiptStatus.Uploaded ? 1 : 0;
            }
        });

        // Client and server together. A set of buffers for every step would be eighteen parts.
        Assert.Equal(Steps, sent);
        Assert.InRange(allocated / S3TestLake.PartSize, 0, Steps * BuffersOfStep / 2);
    }

    [Fact]
    public async Task A_look_for_what_is_not_there_allocates_little()
    {
        await using var lake = await S3TestLake.StartAsync(new() { LogRequests = false });
        var store = lake.Open();
        const int Looks = 200;
        for (var warmUp = 0; warmUp < 20; warmUp++)
        {
            Assert.Null(await store.FindAsync("Raw/nothing", CancellationToken.None));
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var look = 0; look < Looks; look++)
        {
            await store.FindAsync("Raw/nothing", CancellationToken.None);
        }

        // Client and server together. An exception through the layers of an SDK alone is more.
        Assert.InRange((GC.GetTotalAllocatedBytes(precise: true) - before) / Looks, 0, 64 * 1024);
    }

    private static async Task<long> AllocatedAsync(Func<Task> work)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
