using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tests.Storage;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class BuildMeterTests
{
    private readonly RecordingReporter _reporter = new();
    private readonly Clock _clock = new();

    [Fact]
    public void A_raw_folder_moves_with_its_bytes_and_says_how_long_the_rest_takes_once_a_tenth_is_typed()
    {
        var meter = new BuildMeter(_reporter, _clock);
        var folder = Folder(bytes: 1000);
        meter.Expect([folder], refined: 0);
        var step = meter.BeginTyping("movies", folder);
        Assert.Equal((0, null), (Last.Percent, Last.Remaining));

        // However long the check takes, it tells nothing of the typing.
        _clock.Now += TimeSpan.FromHours(1);
        meter.AddChecked(step, 1000);
        Assert.Equal((10, 0L, null), (Last.Percent, Last.Rows, Last.Remaining));

        meter.Add(step, rows: 5, bytes: 100);
        _clock.Now += TimeSpan.FromSeconds(1);
        meter.Add(step, rows: 5, bytes: 10);
        Assert.Equal((19, 10L, null), (Last.Percent, Last.Rows, Last.Remaining));

        _clock.Now += TimeSpan.FromSeconds(9);
        meter.Add(step, rows: 20, bytes: 290);
        Assert.Equal((46, 30L, 0, TimeSpan.FromSeconds(20)), (Last.Percent, Last.Rows, Last.Done, Last.Remaining));
    }

    [Fact]
    public void The_bytes_of_a_folder_are_never_more_than_it_has_and_all_of_them_when_it_is_done()
    {
        var meter = new BuildMeter(_reporter, _clock);
        var (first, second) = (Folder(bytes: 100), Folder(bytes: 300));
        meter.Expect([first, second], refined: 0);
        var step = meter.BeginTyping("movies", first);
        meter.Add(step, rows: 1, bytes: 0);
        _clock.Now += TimeSpan.FromSeconds(10);

        meter.Add(step, rows: 1, bytes: 999);
        Assert.Equal((45, TimeSpan.FromSeconds(30)), (Last.Percent, Last.Remaining));

        meter.End(step);
        Assert.Equal((1, 50, TimeSpan.FromSeconds(30)), (Last.Done, Last.Percent, Last.Remaining));
    }

    [Fact]
    public void Rows_are_told_five_times_a_second_however_many_there_are()
    {
        var meter = new BuildMeter(_reporter, _clock);
        var folder = Folder(bytes: 100_000);
        meter.Expect([folder], refined: 0);
        var step = meter.BeginTyping("movies", folder);

        for (var i = 0; i < 1000; i++)
        {
            _clock.Now += TimeSpan.FromMilliseconds(1);
            meter.Add(step, rows: 1, bytes: 1);
        }

        Assert.Equal([0L, 200, 400, 600, 800, 1000], _reporter.Steps.Select(progress => progress.Rows));
    }

    [Fact]
    public void Refined_tables_are_timed_by_themselves()
    {
        var meter = new BuildMeter(_reporter, _clock);
        var folder = Folder(bytes: 100);
        meter.Expect([folder], refined: 4);
        var typing = meter.BeginTyping("movies", folder);
        _clock.Now += TimeSpan.FromHours(1);
        meter.End(typing);
        Assert.Equal((1, 5, null), (Last.Done, Last.Total, Last.Remaining));

        var table = meter.BeginRefined("fact_title");
        _clock.Now += TimeSpan.FromSeconds(2);
        meter.End(table);
        Assert.Equal(("fact_title", 2, TimeSpan.FromSeconds(6)), (Last.Current, Last.Done, Last.Remaining));
    }

    [Fact]
    public void A_build_without_a_step_says_nothing()
    {
        var meter = new BuildMeter(_reporter, _clock);
        meter.Expect([], refined: 38);

        meter.Complete();

        Assert.Empty(_reporter.Steps);
    }

    private Core.Reporting.StepProgress Last => _reporter.Steps.Last();

    private static RawFolder Folder(long bytes) =>
        new(LakeKey.Create("Raw", "Local", "CSV", ["Movies"], new DateOnly(2022, 5, 2), $"of{bytes}.csv"), new FolderState(1, bytes, Digest: 0));

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
