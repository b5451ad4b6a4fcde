using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Turns records into batches: at most so many records and bytes a file, one structure a file, structures side by side.
/// A batch is returned as soon as it is full. Not thread-safe.
/// </summary>
public sealed class RecordBatcher : IDisposable
{
    private readonly BatchOptions _options;
    private readonly JsonTokens _tokens = new();

    /// <summary>Starts with nothing open.</summary>
    /// <param name="options">Limits and format; the defaults are 100 records and 10,000,000 bytes of JSON array.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/> for a limit that makes no sense.</exception>
    /// <param name="reporter">Is warned, once, when the records have too many structures.</param>
    public RecordBatcher(BatchOptions? options = null, IReporter? reporter = null)
    {
        _options = options ?? new BatchOptions();
        _options.Validate();
        Open = new OpenBatches(_options, reporter);
    }

    /// <summary>Whether <see cref="RecordBatch.Identifiers"/> are kept; without them a record costs its bytes.</summary>
    internal bool KeepsIdentifiers { get; init; }

    /// <summary>Whether what is open at the end of a stream is dropped.</summary>
    internal Func<bool> DropsOpen { get; init; } = () => false;

    /// <summary>The batches that still take records.</summary>
    internal OpenBatches Open { get; }

    /// <summary>Adds a record and returns the batches that this completed, usually none.</summary>
    /// <param name="record">The record. White space around its JSON is not part of it.</param>
    /// <exception cref="DataLakeException">
    /// <see cref="DataLakeError.InvalidRecord"/> or <see cref="DataLakeError.RecordTooLarge"/>: the record is
    /// left out; records before and after it are not affected.
    /// </exception>
    public IReadOnlyList<RecordBatch> Add(RawRecord record)
    {
        var json = Json.TrimJsonSpace(record.Json);
        if (OpenBatch.FileLengthWith(json.Length, _options.Format) > _options.MaxBytes)
        {
            throw TooLarge(record, json.Length);
        }

        ThrowIfInvalid(record, json);
        var open = FindOrOpen(record);
        List<RecordBatch>? finished = null;
        while (!open.Fits(json.Length))
        {
            (finished ??= []).Add(Open.Finish(open));
            open = FindOrOpen(record);
        }

        Open.Append(open, json.Span, KeepsIdentifiers ? record.Identifier : null);
        if (open.IsFull)
        {
            (finished ??= []).Add(Open.Finish(open));
        }

        if (Open.IsOverfull)
        {
            (finished ??= []).AddRange(Open.MakeRoom());
        }

        return finished ?? (IReadOnlyList<RecordBatch>)[];
    }

    /// <summary>Returns what is still open as batches, the structures in the order in which they were opened.</summary>
    public IReadOnlyList<RecordBatch> Complete() => Open.FinishAll();

    /// <summary>Batches a stream: each batch as soon as it is full, the open ones at the end.</summary>
    /// <param name="records">The records. The next one is taken only when the batches before it are taken.</param>
    /// <param name="onRejected">Called for each record that is not JSON or too large; the others are batched.</param>
    /// <param name="cancellationToken">Stops between two records; open batches are dropped.</param>
    public async IAsyncEnumerable<RecordBatch> BatchAsync(
        IAsyncEnumerable<RawRecord> records,
        Action<DataLakeException> onRejected,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(onRejected);

        await foreach (var record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            IReadOnlyList<RecordBatch> finished;
            try
            {
                finished = Add(record);
            }
            catch (DataLakeException rejected)
            {
                onRejected(rejected);
                continue;
            }

            foreach (var batch in finished)
            {
                yield return batch;
            }
        }

        foreach (var batch in DropsOpen() ? [] : Complete())
        {
            yield return batch;
        }
    }

    /// <summary>Drops the open batches and returns their memory to the pool.</summary>
    public void Dispose() => Open.Dispose();

    // Leaves the tokens of a record without a structure's name, for its shape.
    private void ThrowIfInvalid(RawRecord record, ReadOnlyMemory<byte> json)
    {
        var fault = record switch
        {
            { StructureName: null } => _tokens.TryRead(json, record.IsValidated, out var reason) ? null : reason,
            { IsValidated: false } => Json.FaultOf(json.Span),
            _ => null,
        };
        if (fault is not null)
        {
            throw Invalid(record, fault);
        }
    }

    private OpenBatch FindOrOpen(RawRecord record) =>
        record.StructureName is { } name ? Open.FindOrOpenByName(name, record) : Open.FindOrOpenByShape(_tokens, record);

    private static DataLakeException Invalid(RawRecord record, string fault) => new(
        DataLakeError.InvalidRecord,
        $"{SubjectOf(record)} {fault}",
        "Correct it at its source and send it again; the other records are not affected.",
        record.NameInMessages);

    private DataLakeException TooLarge(RawRecord record, int length) => new(
        DataLakeError.RecordTooLarge,
        $"{SubjectOf(record)} has {length} bytes and does not fit into a file of {_options.MaxBytes} bytes.",
        $"Raise the limit with {LakeSetting.MaxBytes}, or ask for fewer parts of it; the other records are not affected.",
        record.NameInMessages);

    private static string SubjectOf(RawRecord record) =>
        record.Identifier is { } identifier ? $"The record '{identifier}'" : record.NameInMessages is { } name ? $"R{name[1..]}" : "A record without an id";
}
