using System.Management.Automation;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Writes JSON records to the Raw zone of a data lake, in files of at most 100 records and 10 MB, one structure a file.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Write, "RawJsonBatch", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Receipt))]
public sealed class WriteRawJsonBatchCommand() : RawWriteCommand(LakeConvention.TmdbOrigin)
{
    private readonly RunCompleteness _completeness = new();
    private RawRecordReader? _reader;
    private RecordBatcher? _batcher;
    private RawJsonBatchWriter? _writer;
    private RawJsonBatchWriter? _whatIfWriter;
    private RawJsonOptions? _options;
    private PipelineErrors? _errors;
    private FetcherRegistration? _fetcher;
    private WrittenTitles? _written;

    /// <summary>A record: of TMDB, a JSON string, or any object.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The lake: s3://bucket[/prefix] or a folder; the environment variable DATALAKE_URI when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>The specification of the key, levels with / between them; none when left out.</summary>
    [Parameter(Position = 1)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string? Specification { get; set; }

    /// <summary>How many records a file holds at most.</summary>
    [Parameter]
    [ValidateRange(1, BatchOptions.RecordLimit)]
    public int MaxRecords { get; set; } = BatchOptions.RecordLimit;

    /// <summary>How many bytes a file has at most.</summary>
    [Parameter]
    [ValidateRange(64, int.MaxValue / 2)]
    public int MaxBytes { get; set; } = BatchOptions.DefaultMaxBytes;

    /// <summary>JsonArray: one array, one record a line. JsonLines: one record a line and nothing else.</summary>
    [Parameter]
    [ValidateSet(nameof(BatchFormat.JsonArray), nameof(BatchFormat.JsonLines))]
    public string Format { get; set; } = nameof(BatchFormat.JsonArray);

    /// <summary>Makes the day's folder hold exactly this run: what else stands in it is removed at the end, if all went well.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Goes on with a crawl: titles that stand in the day's folder are neither written again nor, by Get-TmdbMovies or Get-TmdbSeries of the same pipeline, fetched again.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Takes an array as one record; without it, an array is the records that are in it.</summary>
    [Parameter]
    public SwitchParameter AsArray { get; set; }

    private protected override int Parallelism => RawJsonBatchWriter.FilesAtOnce;

    /// <summary>Opens the lake.</summary>
    protected override void BeginProcessing()
    {
        if (Resume && Replace)
        {
            throw Terminating(new DataLakeException(
                DataLakeError.InvalidOption, "-Resume keeps what is in the day's folder, and -Replace removes it.", "Give one of them.", nameof(Resume)));
        }

        OpenLake(Lake);
        try
        {
            _options = new RawJsonOptions { Layer = Layer, Origin = Origin, Specification = Specification, Date = DateOnly.FromDateTime(Date) };

            // An invalid key is reported before anything is fetched, and not after the first hundred records.
            _options.Check(Store.Lake);
            _batcher = new RecordBatcher(new BatchOptions { MaxRecords = MaxRecords, MaxBytes = MaxBytes, Format = Enum.Parse<BatchFormat>(Format, ignoreCase: true) }, Reporter);
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }

        _errors = new PipelineErrors(SessionState);
        _fetcher = FetcherRegistration.Find(SessionState, MyInvocation);
        _reader = new RawRecordReader(AsArray);
        _writer = new RawJsonBatchWriter(Store, _options, Reporter, TimeProvider.System);
        _whatIfWriter = new RawJsonBatchWriter(new WhatIfLakeStore(Store), _options, Reporter, TimeProvider.System);
        if (Resume)
        {
            SkipWrittenTitles();
        }
    }

    /// <summary>Takes a record, or an array of them, and begins to write what is full.</summary>
    protected override void ProcessRecord()
    {
        if (OrWriteError(() => _reader!.ItemsOf(InputObject, _completeness.Records + 1)) is not { } given)
        {
            // It has had its number.
            _completeness.AddRecords();
            return;
        }

        using var items = given.GetEnumerator();
        while (OrWriteError(() => items.MoveNext() ? items : null) is not null)
        {
            _completeness.AddRecords();
            Write(OrWriteError(() => _reader!.Read(items.Current, _completeness.Records) is var record && _written?.Has(record.Json.Span) == true
                ? []
                : _batcher!.Add(record)) ?? []);
        }
    }

    /// <summary>Writes what is left and, if asked for, removes what is of earlier runs.</summary>
    protected override void EndProcessing()
    {
        Write(_batcher!.Complete());
        if (Replace)
        {
            Finish();
            RemoveFilesOfOtherRuns();
        }

        base.EndProcessing();
    }

    // What is in the lake already is known whole, or nothing is written: a title that was not seen would be written twice.
    private protected override bool EndsPipeline(DataLakeException exception) => Resume && _written is null;

    private void SkipWrittenTitles()
    {
        _written = new WrittenTitles(Collect(cancellationToken => WrittenTitles.FindAsync(Store, _options!, cancellationToken)));
        var (count, areFetchedAnyway) = _fetcher?.SkipWritten(_written) ?? (_written.Count, true);
        if (count > 0)
        {
            var are = count == 1 ? "is" : "are";
            WriteSummary($"{Count.Of(count, "title")} {are} in the lake already and {are} not {(areFetchedAnyway ? "written" : "fetched")} again.", "WrittenTitles");
        }
    }

    private protected override ValueTask CloseAsync()
    {
        _errors?.Dispose();
        _batcher?.Dispose();
        return base.CloseAsync();
    }

    // A record that is refused is an error; the others are written.
    private T? OrWriteError<T>(Func<T?> take)
        where T : class
    {
        try
        {
            return take();
        }
        catch (DataLakeException exception)
        {
            WriteFailure(exception);
            return null;
        }
    }

    private void Write(IReadOnlyList<RecordBatch> batches)
    {
        foreach (var batch in batches)
        {
            if (OrWriteError(() => Store.Lake.AddressOf(_options!.KeyFor(batch.Name).Value)) is not { } address)
            {
                batch.Dispose();
                continue;
            }

            if (ConfirmedOrWhatIf($"Write {Count.Of(batch.RecordCount, "record")} to {address}", _writer!, _whatIfWriter!) is not { } writer)
            {
                _completeness.MarkIncomplete("not everything was to be written");
                batch.Dispose();
                continue;
            }

            BeginSingle(async cancellationToken =>
            {
                using (batch)
                {
                    var receipt = await writer.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
                    _completeness.MarkIncompleteIfUnproved(receipt);
                    return receipt;
                }
            });
        }
    }

    private void RemoveFilesOfOtherRuns()
    {
        if (HasFailed)
        {
            _completeness.MarkIncomplete("not everything could be written");
        }

        // To this cmdlet, an earlier command that failed looks like one that has no more records.
        if (_errors!.MeanMissingRecords())
        {
            _completeness.MarkIncomplete("an error came up in this pipeline, so that records may be missing");
        }

        if (_completeness.ReasonToKeep is { } reason)
        {
            WriteWarning($"-Replace removed nothing, because {reason}.");
            return;
        }

        foreach (var other in Collect(cancellationToken => _writer!.FindFilesOfOtherRunsAsync(cancellationToken)))
        {
            // With -WhatIf nothing is written, so this run's files are those that it would have written.
            var isOfThisRun = _whatIfWriter!.HasWritten(other.Key);
            if (!isOfThisRun && ShouldProcess(Store.Lake.AddressOf(other.Key), "Remove what is of an earlier run"))
            {
                BeginWithoutResult(cancellationToken => _writer!.RemoveAsync(other, cancellationToken));
            }
        }
    }
}
