using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Records which records each file will hold before the file is written, so that the run after a killed one knows what is in
/// the lake. Called from several threads.
/// </summary>
internal interface IBatchJournal
{
    /// <summary>How many titles at least are there from earlier runs.</summary>
    long TitlesKept { get; }

    /// <summary>Claims an element of the stream for a file of this run.</summary>
    /// <returns>False for a title that is in a file already or on its way into one, and for a record or an unknown id beyond the number of titles that the step asks for: it is dropped.</returns>
    bool TryClaim(in TmdbResult result);

    /// <summary>Writes down that a file is about to be written, and what it holds.</summary>
    /// <exception cref="DataLakeException">It could not be written down; the file is not to be written.</exception>
    Task BeginAsync(RecordBatch batch, CancellationToken cancellationToken);

    /// <summary>Notes that the file is durable, unless its receipt says that the lake did not prove it.</summary>
    void End(RecordBatch batch, Receipt receipt);
}
