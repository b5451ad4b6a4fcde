using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Core.Jobs.Steps;

/// <summary>Reads a step of type <c>FetchMovies</c> or <c>FetchSeries</c>.</summary>
/// <param name="media">Films or series.</param>
internal sealed class FetchTitlesStepReader(TmdbMedia media) : IStepReader
{
    private static readonly string[] Ways = ["id", "idsFrom", "title", "collection"];

    private readonly string[] _properties =
    [
        .. FetchTarget.Properties, .. TitleTraits.PropertiesOf(media), "id", "idsFrom", "title", "append", "summary",
        .. media == TmdbMedia.Movie ? (string[])["collection"] : [],
    ];

    public LakeJobStep Read(JobElement step, string name)
    {
        step.CheckObject(_properties);
        var append = step.Optional("append")?.NamesOrIds() ?? [];
        var options = TitleTraits.Read(step, media, append, step.Optional("summary")?.Flag() ?? false);
        step.Check(options.Validate);
        CheckWays(step, options);
        return FetchTarget.Read(step, new FetchTitlesStep
        {
            Name = name,
            Options = options,
            Ids = step.Optional("id") is { } ids ? ids.Checked(() => ids.NamesOrIds().Select(TmdbTitleId.Parse).ToList()) : [],
            IdsFrom = step.Optional("idsFrom") is { } source ? ReadSource(source) : null,
            Titles = step.Optional("title")?.NamesOrIds() ?? [],
            Collections = step.Optional("collection")?.NamesOrIds() ?? [],
        });
    }

    // What is given by name or id is not filtered; a filter beside it would be ignored without a word.
    private static void CheckWays(JobElement step, TmdbTitleOptions options)
    {
        string? way = Ways.FirstOrDefault(way => step.Optional(way) is not null);
        if (way is not null && !options.Filter.IsEmpty)
        {
            throw step.Invalid($"'{way}' stands beside traits as a genre or a year", $"either '{way}' or traits");
        }
    }

    private static CsvIdSource ReadSource(JobElement source)
    {
        source.CheckObject("path", "column", "where", "delimiter");
        var path = source.Required("path");
        var usual = new CsvIdSource { Path = path.Accepted(path.Text(), SourcePattern.Check) };
        return usual with
        {
            Column = source.Optional("column")?.Text() ?? usual.Column,
            Where = source.Optional("where")?.Texts() ?? usual.Where,
            Delimiter = source.Optional("delimiter")?.Character(),
        };
    }
}
