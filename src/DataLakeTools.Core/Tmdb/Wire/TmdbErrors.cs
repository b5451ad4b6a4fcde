using System.Globalization;
using System.Net;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>Creates every TMDB error that users see.</summary>
internal static class TmdbErrors
{
    /// <summary>Whether an error is about one answer, so that others may still be asked for.</summary>
    public static bool IsAboutOneRequest(DataLakeError error) => error == DataLakeError.TmdbNotFound || MayBeOutage(error);

    /// <summary>Whether an error may be a sign that nothing else would be answered either.</summary>
    public static bool MayBeOutage(DataLakeError error) =>
        error is DataLakeError.TmdbRequestFailed or DataLakeError.TmdbUnavailable or DataLakeError.TmdbInvalidAnswer;

    public static DataLakeException Unauthorized(HttpStatusCode status, string? statusMessage, bool hasCredential) => new(
        DataLakeError.TmdbUnauthorized,
        hasCredential
            ? $"TMDB refused the token or API key ({(int)status}{Detail(statusMessage)}). No more requests were sent."
            : $"TMDB wants a token or an API key ({(int)status}), and none was given. No more requests were sent.",
        $"Give the API read access token of https://www.themoviedb.org/settings/api with {LakeSetting.Token}, or the API key in TMDB_API_KEY.",
        target: "TMDB");

    public static DataLakeException NoCredential() => new(
        DataLakeError.TmdbUnauthorized,
        "There is no TMDB token, and TMDB answers nobody without one. No request was sent.",
        $"Get the API read access token from https://www.themoviedb.org/settings/api and give it with {LakeSetting.Token}; a .env file that holds it can be read{HowTo.ReadEnvironmentFile}.",
        target: "TMDB");

    public static DataLakeException NotFound(TmdbRequest request, string? statusMessage, Uri? suspect) => new(
        DataLakeError.TmdbNotFound,
        $"TMDB knows nothing under '{request.Target ?? request.Path}' (404{Detail(statusMessage)}).",
        suspect is null
            ? "Check the id; TMDB removes and merges entries, and does not know every IMDb id."
            : (Advice)$"Check the id, and the endpoint, {suspect}, which has answered nothing yet: TMDB's own ends with /3.",
        request.Target ?? request.Path);

    public static DataLakeException NoSuchService(TmdbRequest request, HttpStatusCode status, string? statusMessage, Uri endpoint) => new(
        DataLakeError.TmdbRequestFailed,
        $"There is nothing under '{request.Path}' of {endpoint} ({(int)status}{Detail(statusMessage)}), and the response did not come from TMDB's API.",
        $"Check any proxy, and the endpoint that {LakeSetting.TmdbEndpoint} or {TmdbEnvironment.EndpointVariable} gives: it ends with /3, as in {TmdbClientOptions.DefaultEndpoint}.",
        request.Path);

    public static DataLakeException NotFoundBefore(TmdbItemId id) => new(
        DataLakeError.TmdbNotFound,
        $"TMDB knew nothing under '{id}' when an earlier run of this job asked for it.",
        "Check the id; TMDB removes and merges entries, and does not know every IMDb id.",
        id.ToString());

    public static DataLakeException NoSuchKind(string id, string kind, string? found) => new(
        DataLakeError.TmdbNotFound,
        $"TMDB knows no {kind} under '{id}'{(found is null ? "" : $"; it is a {found}")}.",
        found is null ? "Check the id; TMDB does not know every IMDb id." : $"Ask for it as a {found}.",
        id);

    public static DataLakeException Refused(TmdbRequest request, HttpStatusCode status, string? statusMessage) => new(
        DataLakeError.TmdbRequestFailed,
        $"TMDB refused '{request}' ({(int)status}{Detail(statusMessage)}).",
        "Correct the parameters of the request.",
        request.Target ?? request.Path);

    public static DataLakeException Unavailable(TmdbRequest request, int attempts, Exception fault, Uri? suspect) => new(
        DataLakeError.TmdbUnavailable,
        $"TMDB did not give a usable answer to '{request}' in {Count.Of(attempts, "attempt")}. The last one: {fault.Message}",
        suspect is null ? "Try again later; what was already received is not affected." : OfEndpoint(suspect),
        request.Target ?? request.Path,
        fault);

    public static DataLakeException InvalidAnswer(TmdbRequest request, int attempts, Exception fault, Uri? suspect) => new(
        DataLakeError.TmdbInvalidAnswer,
        $"TMDB answered '{request}' with what cannot be used, in {Count.Of(attempts, "attempt")}. The last one: {fault.Message}",
        suspect is null ? "Try again later, and check the endpoint and any proxy; what was already received is not affected." : OfEndpoint(suspect),
        request.Target ?? request.Path,
        fault);

    public static DataLakeException InvalidEntry(string path, ListEntry entry) => new(
        DataLakeError.TmdbInvalidAnswer,
        $"Entry {entry.Number} of '{entry.List}'{(entry.Body.Page is int page ? $" on page {page}" : "")} of '{path}' {IdFault(entry)}.",
        "TMDB sent it so; the other entries are not affected.",
        $"{path}#{entry.List}[{entry.Number}]");

    public static DataLakeException RateLimited(TmdbRequest request, int refusals, TmdbThrottledException last, TimeSpan longestWait) => new(
        DataLakeError.TmdbRateLimited,
        $"TMDB answered {(refusals == 1 ? "once" : $"{refusals} times")} that there were too many requests, last to '{request}'{PauseOf(last, longestWait)}.",
        last.ExceedsWaitLimit
            ? (Advice)$"Run again later, or wait longer with {LakeSetting.RateLimitWaitSeconds}. Lower {LakeSetting.RequestsPerSecond} where other programs at this address ask TMDB too."
            : $"Lower {LakeSetting.RequestsPerSecond}, or wait until other programs at this address have finished.",
        request.Target ?? request.Path);

    public static DataLakeException Incomplete(string what, int missing, bool isExact, string recommendation) => new(
        DataLakeError.TmdbCrawlIncomplete,
        $"{missing} {(missing == 1 ? "entry" : "entries")} that TMDB counts could not be reached{(isExact ? "" : " (an estimate, because TMDB's counts changed meanwhile)")}: {what}.",
        recommendation,
        what);

    public static DataLakeException UnknownName(string kind, string name, IReadOnlyList<string> near) =>
        UnknownName(kind, name, near, $"Give the name as TMDB has it, or the {kind}'s id.");

    public static DataLakeException UnknownGenre(string name, IReadOnlyList<string> near, string? language) => UnknownName("genre", name, near, language is null
        ? (Advice)$"Give the name as TMDB has it in English, or the genre's id; for names in another language set {LakeSetting.Language}, for example to pt-BR."
        : $"Give the name as TMDB has it in {language} or in English, or the genre's id; for another language set {LakeSetting.Language}.");

    private static DataLakeException UnknownName(string kind, string name, IReadOnlyList<string> near, Advice advice) => new(
        DataLakeError.TmdbNameUnknown,
        near.Count == 0
            ? $"TMDB has no {kind} '{name}'."
            : $"TMDB has no {kind} '{name}'. Near ones: {string.Join(", ", near)}.",
        advice,
        name);

    public static DataLakeException InvalidOption(string message, Advice advice, object? target, Exception? cause = null) =>
        new(DataLakeError.InvalidOption, message, advice, target, cause);

    private static Advice OfEndpoint(Uri suspect) =>
        $"Look at the endpoint {suspect}, which {LakeSetting.TmdbEndpoint} or {TmdbEnvironment.EndpointVariable} gave and which has answered nothing yet; TMDB's own is {TmdbClientOptions.DefaultEndpoint}.";

    private static string PauseOf(TmdbThrottledException last, TimeSpan longestWait) => !last.ExceedsWaitLimit ? string.Empty
        : last.RetryAfter is { } asked ? string.Create(CultureInfo.InvariantCulture, $", and asks for a pause of {asked.TotalSeconds:0} seconds; {longestWait.TotalSeconds:0} in all are allowed")
        : string.Create(CultureInfo.InvariantCulture, $"; {longestWait.TotalSeconds:0} seconds of waiting are allowed");

    private static string IdFault(ListEntry entry) => entry switch
    {
        { Json.Span: not [(byte)'{', ..] } => "is no object",
        { IdJsonIfNotPositive: string id } => $"has the id {(id.Length > 40 ? id[..40] + "..." : id)}, which is no id of TMDB",
        _ => "has no id",
    };

    private static string Detail(string? statusMessage) =>
        string.IsNullOrEmpty(statusMessage) ? "" : $": {statusMessage.TrimEnd('.')}";
}
