using System.Text;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Core.Tests.Jobs;

/// <summary>A job that fetches from the stand-in into a folder, run as often as a test wants.</summary>
internal sealed class TmdbJob : IAsyncDisposable
{
    private readonly LocalFolder _local = new();

    private TmdbJob(TmdbServer server) => Server = server;

    public TmdbServer Server { get; }

    public required TestLake Lake { get; init; }

    /// <summary>The step, without its braces.</summary>
    public string Step { get; set; } = """ "type":"FetchMovies","all":true,"maxRecords":10 """;

    /// <summary>What stands beside the steps.</summary>
    public string Document { get; set; } = "";

    public Func<LakeJobRunOptions, LakeJobRunOptions> Run { get; set; } = static run => run;

    public Func<LakeJob, LakeJob> Job { get; set; } = static job => job;

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What happens elsewhere after each result of the run.</summary>
    public Action<LakeJobEvent> Meanwhile { get; set; } = static _ => { };

    /// <summary>Ends the run after so many files.</summary>
    public int StopAfter { get; set; } = int.MaxValue;

    public IEnumerable<int> AllIds => Server.Catalogue.Movies.Select(movie => movie.Id).Order();

    public static async Task<TmdbJob> StartAsync(TmdbServerOptions? options = null, TestLake? lake = null) =>
        new(await TmdbServer.StartAsync(options ?? new TmdbServerOptions { Movies = 120 })) { Lake = lake ?? new FolderTestLake() };

    /// <summary>Runs the job to its end; the report is null for a run that was stopped.</summary>
    public async Task<(List<LakeJobEvent> Results, LakeJobReport? Report)> RunAsync(CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var job = LakeJobReader.Parse(Encoding.UTF8.GetBytes($$"""{ {{Document}} "steps":[ { {{Step}} } ] }"""), "job.json");
        job = Job(job with
        {
            TmdbEndpoint = Server.Endpoint,
            Tmdb = job.Tmdb with { Token = "stand-in.read.token", RequestsPerSecond = 1000, RetryDelay = TimeSpan.FromMilliseconds(1) },
        });
        var run = Run(new LakeJobRunOptions
        {
            BaseFolder = _local.Root,
            CurrentFolder = _local.Root,
            Lake = Lake.Address.ToString(),
            Date = new DateOnly(2022, 5, 2),
            StoreOptions = Lake.Options,
            Name = "films",
        });
        var results = new List<LakeJobEvent>();
        LakeJobReport? report = null;
        try
        {
            await foreach (var result in new LakeJobRunner(Lake.Reporter, Clock).RunAsync(job, run, stop.Token))
            {
                if (result.Report is null)
                {
                    results.Add(result);
                }

                Meanwhile(result);

                report = result.Report;
                if (results.Count == StopAfter)
                {
                    await stop.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }

        return (results, report);
    }

    /// <summary>The job is done: every title is there once, and nothing waits for another run.</summary>
    public void AssertWhole(IEnumerable<int>? ids = null)
    {
        Assert.Equal(ids ?? AllIds, Lake.Ids().Order());
        Assert.Empty(Lake.Checkpoints());
        Assert.Empty(Lake.Leftovers);
    }

    public string Write(string name, string text) => _local.Write(name, Encoding.UTF8.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Lake.DisposeAsync();
        _local.Dispose();
    }
}
