using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Settings;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>
/// Reads job documents, strictly: a document with an unknown property or an invalid value is refused, with the JSON path and
/// what was expected there. <c>module/schema/job.schema.json</c> is written from the same declarations, for editors.
/// </summary>
public static class LakeJobReader
{
    private const int MaxDepth = 64;
    private const int LargestDocument = 10 * 1024 * 1024;

    /// <summary>Reads a job document from a file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="variables">Gives the value of a variable <c>${NAME}</c>, or null; the environment's when null.</param>
    /// <exception cref="DataLakeException">The file is not there, cannot be read or is not valid.</exception>
    public static LakeJob Read(string path, Func<string, string?>? variables = null) => Parse(ReadBytes(path), path, variables);

    /// <summary>Reads a job document from a lake; null if there is none.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="key">Its key there.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataLakeException">It is not valid, or the lake cannot be read.</exception>
    public static async Task<LakeJob?> ReadAsync(ILakeStore store, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        var address = store.Lake.AddressOf(key);
        return found.Size > LargestDocument
            ? throw TooLarge(address)
            : Parse(await SmallObject.ReadAsync(store, found, cancellationToken).ConfigureAwait(false), address);
    }

    /// <summary>Reads a job document.</summary>
    /// <param name="utf8Json">The document; comments and trailing commas are allowed.</param>
    /// <param name="path">What errors call the document.</param>
    /// <param name="variables">Gives the value of a variable <c>${NAME}</c>, or null; the environment's when null.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidJob"/>, with what is wrong in the first place and with the next few places.</exception>
    public static LakeJob Parse(ReadOnlyMemory<byte> utf8Json, string path, Func<string, string?>? variables = null) =>
        ReadWithFindings(utf8Json, path, variables, out var job) is { Count: > 0 } findings ? throw LakeJobFinding.Refusal(findings) : job;

    /// <summary>Finds everything that is wrong with a job document.</summary>
    /// <param name="utf8Json">The document.</param>
    /// <param name="path">What findings call the document.</param>
    /// <param name="variables">Gives the value of a variable <c>${NAME}</c>, or null; the environment's when null.</param>
    /// <returns>One finding for each thing; none for a document that <see cref="Parse"/> takes.</returns>
    public static IReadOnlyList<LakeJobFinding> Check(ReadOnlyMemory<byte> utf8Json, string path, Func<string, string?>? variables = null)
    {
        try
        {
            return ReadWithFindings(utf8Json, path, variables, out _);
        }
        catch (DataLakeException exception)
        {
            return [new LakeJobFinding(path, "$", exception.Message, Expected: null, exception.Advice.ToString())];
        }
    }

    /// <summary>The bytes of a job document.</summary>
    /// <exception cref="DataLakeException">The file is not there, cannot be read or is too large.</exception>
    internal static byte[] ReadBytes(string path)
    {
        try
        {
            return SmallFile.Read(path, LargestDocument) ?? throw TooLarge(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataLakeException(DataLakeError.InvalidJob, $"There is no job document '{path}'.", "Check the path.", path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataLakeException(DataLakeError.InvalidJob, $"The job document '{path}' could not be read: {exception.Message}", "Check the rights of the file.", path, exception);
        }
    }

    /// <summary>Reads a document as far as it can be read. The job is complete only if there are no findings.</summary>
    internal static IReadOnlyList<LakeJobFinding> ReadWithFindings(
        ReadOnlyMemory<byte> utf8Json, string path, Func<string, string?>? variables, out LakeJob job)
    {
        using var json = ParseJson(utf8Json, path);
        var document = new JobReadContext(path, variables ?? Environment.GetEnvironmentVariable);
        job = JobRootReader.Read(new JobElement(json.RootElement, "$", document));
        return document.Findings;
    }

    /// <summary>The JSON of a document.</summary>
    internal static JsonDocument ParseJson(ReadOnlyMemory<byte> utf8Json, string path)
    {
        var json = utf8Json.Span.StartsWith("\uFEFF"u8) ? utf8Json[3..] : utf8Json;
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth });
        }
        catch (JsonException exception)
        {
            throw FaultOf(json.Span, path, exception);
        }
    }

    private static DataLakeException TooLarge(string path) => new(
        DataLakeError.InvalidJob,
        $"The job document '{path}' has more than {LargestDocument} bytes.",
        "Name a job document. Ids by the thousands belong into a CSV file and 'idsFrom'.",
        path);

    private static DataLakeException FaultOf(ReadOnlySpan<byte> json, string path, JsonException exception)
    {
        if (json.TrimEnd(" \t\r\n\0"u8).IsEmpty)
        {
            return Invalid("is empty", "Write a job into it; about_LakeJobs shows one.");
        }

        if (json.StartsWith(new byte[] { 0xFF, 0xFE }) || json.StartsWith(new byte[] { 0xFE, 0xFF }) || json[..Math.Min(json.Length, 4)].Contains((byte)0))
        {
            return Invalid("is UTF-16 or UTF-32 text", "Save it as UTF-8.");
        }

        if (TooDeepAt(json) is { } line)
        {
            return Invalid($"is nested deeper than {MaxDepth} levels at line {line}", "A job has few levels: look for brackets that are not closed.");
        }

        return Invalid(
            $"is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}",
            "Mend the JSON there; an editor that knows JSON shows the place.");

        DataLakeException Invalid(string what, string advice) => new(DataLakeError.InvalidJob, $"The job document '{path}' {what}.", advice, path, exception);
    }

    // Where a document that is valid so far has one level too many; null where it has not.
    private static long? TooDeepAt(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth + 1 });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == MaxDepth && reader.TokenType is (JsonTokenType.StartObject or JsonTokenType.StartArray))
                {
                    return json[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }
}
