using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Core.Answers;

/// <summary>Makes the page that answers the questions of a model from the tables of a lake.</summary>
/// <param name="model">The model.</param>
/// <param name="options">How the page is made.</param>
public sealed class Dashboard(TableModel model, DashboardOptions options)
{
    private const string Origin = "Lake";
    private const string Format = "HTML";
    private const string Specification = "Dashboard";
    private const string FileName = "dashboard.html";
    private const string ContentType = "text/html; charset=utf-8";

    // A build that is published between two questions makes answers of two builds. Then all are asked again.
    private const int MaxAttempts = 3;

    private readonly IReadOnlyList<Question> _questions = QuestionModel.Of(model).Named(options.Questions);

    /// <summary>The page that this program has, for others than the one that was built in.</summary>
    internal DashboardTemplate Template { get => field ??= DashboardTemplate.Load(); init; }

    /// <summary>Makes the page.</summary>
    /// <param name="store">The lake that the tables are read from.</param>
    /// <param name="reader">The tables.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The page, and the day as of which it answers.</returns>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.TableNotFound"/>, <see cref="DataLakeError.PageNotBuilt"/>, or what a query throws.</exception>
    public async Task<DashboardPage> MakeAsync(ILakeStore store, TableReader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(reader);
        var template = Template;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var published = reader.Published;
            if (published.Refined is null)
            {
                var until = reader.Day is { } day ? string.Create(CultureInfo.InvariantCulture, $" of {day:yyyy-MM-dd} or before") : string.Empty;
                throw new DataLakeException(
                    DataLakeError.TableNotFound, $"The lake '{store.Lake}' has no Refined tables{until} that questions could be asked of.", $"Make the tables{HowTo.BuildTables}.", store.Lake.ToString());
            }

            var answers = await new AnswerReader(reader).AnswerAsync(_questions, cancellationToken).ConfigureAwait(false);
            if (published.IsSameAs(reader.Published))
            {
                using var document = new MemoryStream();
                var sources = await published.RawInputsAsync(store, cancellationToken).ConfigureAwait(false);
                DashboardDocument.Write(document, store.Lake, published, sources, answers, options);
                return new DashboardPage(published.Refined.Day, template.With(document.ToArray()));
            }
        }

        throw new DataLakeException(
            DataLakeError.BuildConflict, $"The tables of the lake '{store.Lake}' were built anew each time while the questions were asked.", "Wait until the builds are done, and run it again.", store.Lake.ToString());
    }

    /// <summary>Puts a page into the lake. The same page again is <see cref="ReceiptStatus.Unchanged"/>.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="page">The page.</param>
    /// <param name="clock">Measures the duration.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.ObjectExists"/>, or the lake refuses the write.</exception>
    public async Task<Receipt> PublishAsync(ILakeStore store, DashboardPage page, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(clock);
        var started = clock.GetTimestamp();
        var key = KeyOf(page.Day);
        var existing = await SmallObject.ReadForWriteAsync(store, key, cancellationToken).ConfigureAwait(false);
        if (existing is { } there && page.Html.Span.SequenceEqual(there.Bytes))
        {
            return ReceiptOf(new UploadResult(UploadOutcome.SameAlreadyThere, page.Checksum, Verified: true, Parts: 0));
        }

        if (existing is not null && !options.Force)
        {
            throw LakeConflict.Exists(store.Lake, key);
        }

        var condition = existing is { Found: var before } ? WriteCondition.IfUnchanged(before) : WriteCondition.IfAbsent;
        var result = await SmallObject.WriteAsync(store, key, page.Html, condition, cancellationToken, ContentType).ConfigureAwait(false);
        return ReceiptOf(result);

        Receipt ReceiptOf(UploadResult upload) => upload.ToReceipt(store.Lake, key, page.Html.Length, existing is not null, clock.GetElapsedTime(started));
    }

    /// <summary>Writes a page to a file of this machine, whole or not at all.</summary>
    /// <param name="page">The page.</param>
    /// <param name="path">The full path of the file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.ObjectExists"/>, <see cref="DataLakeError.OutputFailed"/>.</exception>
    public async Task WriteAsync(DashboardPage page, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(page);
        try
        {
            var target = PageFile.Resolve(path);
            if (!options.Force && File.Exists(target)
                && await File.ReadAllBytesAsync(target, cancellationToken).ConfigureAwait(false) is var there && !page.Html.Span.SequenceEqual(there))
            {
                throw new DataLakeException(
                    DataLakeError.ObjectExists, $"'{path}' is already there with other content.", $"Name another file, or replace it with {LakeSetting.Force}.", path);
            }

            await PageFile.ReplaceAsync(target, page.Html, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataLakeException(DataLakeError.OutputFailed, $"'{path}' could not be written: {exception.Message}", "Look at the path and the rights of its folder.", path, exception);
        }
    }

    /// <summary>The key of the page of a day.</summary>
    public static string KeyOf(DateOnly day) => LakeKey.Create(nameof(TableLayer.Refined), Origin, Format, [Specification], day, FileName).Value;
}
