using System.Collections;
using System.Globalization;
using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Lookup;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Gets any path of the TMDB API: its answer, all its pages, or the entries of its pages one by one.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "TmdbApi")]
[OutputType(typeof(TmdbAnswer))]
public sealed class InvokeTmdbApiCommand : TmdbCommand
{
    /// <summary>The paths under the endpoint, for example movie/550/reviews or /3/trending/movie/week; they may have a query.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApiPathCompleter))]
    public string[] ApiPath { get; set; } = [];

    /// <summary>Parameters beside those in the path.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public IDictionary Query { get; set; } = new Hashtable();

    /// <summary>Reads all pages, up to the 500 that TMDB gives.</summary>
    [Parameter]
    public SwitchParameter AllPages { get; set; }

    /// <summary>Gives the entries of 'results' one by one, each id once, and not whole pages.</summary>
    [Parameter]
    public SwitchParameter ExpandResults { get; set; }

    /// <summary>At most so many entries, one by one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? First { get; set; }

    /// <summary>Begins to read.</summary>
    protected override void ProcessRecord()
    {
        IReadOnlyDictionary<string, string> parameters = null!;
        OrTerminate(() => parameters = TextPairs.Of(Query, nameof(Query), TextOf));
        foreach (var path in ApiPath)
        {
            var query = new TmdbPathQuery(path)
            {
                Parameters = parameters,
                AllPages = AllPages,
                ExpandResults = ExpandResults || First is not null,
                First = First,
            };
            Begin(cancellationToken => ToOutput(Client.GetPathAsync(query, cancellationToken), cancellationToken));
        }
    }

    /// <summary>An invalid path is an error; the others are still requested.</summary>
    private protected override bool EndsPipeline(DataLakeException exception) =>
        exception.Error is not (DataLakeError.TmdbNotFound or DataLakeError.TmdbRequestFailed or DataLakeError.TmdbUnavailable or DataLakeError.TmdbInvalidAnswer or DataLakeError.InvalidOption);

    // In the notation of TMDB: true and not True, a date without a time, a decimal point in every culture.
    private static string TextOf(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => string.Empty,
        bool flag => flag ? "true" : "false",
        SwitchParameter flag => flag ? "true" : "false",
        DateTime date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IEnumerable list and not string => string.Join(',', list.Cast<object?>().Select(TextOf)),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
