using DataLakeTools.Core.Tmdb.Titles;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>FetchMovies</c> or <c>FetchSeries</c>.</summary>
/// <param name="media">Films or series.</param>
internal sealed class FetchTitlesStepReader(TmdbMedia media) : IStepReader
{
    private static readonly string[] Ways = ["id", "idsFrom", "title", "person", "collection", "changes"];

    private readonly string[] _properties =
    [
        .. FetchStepProperties.Properties, .. TitleFilterReader.PropertiesOf(media), "id", "idsFrom", "title", "person", "changes", "append", "summary",
        .. media == TmdbMedia.Movie ? (string[])["collection"] : [],
    ];

    public LakeJobStep? Read(JobElement step, string name)
    {
        if (!step.CheckObject(_properties))
        {
            return null;
        }

        // A search takes a year of its own; beside it, it is no trait.
        var titles = step.Optional("title")?.NamesOrIds() ?? [];
        var append = FetchStepProperties.ReadAppend(step);
        var options = TitleFilterReader.Read(step, media, append, step.Optional("summary")?.Flag() ?? false, titles.Count > 0);
        step.Check(options.Validate);
        CheckWays(step, options);
        return FetchStepProperties.Read(step, new FetchTitlesStep
        {
            Name = name,
            Options = options,
            Ids = [.. (step.Optional("id")?.NameOrIdPlaces() ?? []).Select(ReadId).OfType<TmdbTitleId>()],
            IdsFrom = step.Optional("idsFrom") is { } source ? ReadSource(source) : null,
            Titles = titles,
            TitleYear = titles.Count > 0 ? TitleFilterReader.YearOf(step) : null,
            People = step.Optional("person")?.NamesOrIds() ?? [],
            Collections = step.Optional("collection")?.NamesOrIds() ?? [],
            Changes = step.Optional("changes") is { } changes ? ChangeDaysReader.Read(changes) : null,
        });
    }

    // What is given by name or id is not filtered; a filter beside it would be ignored without a word.
    private static void CheckWays(JobElement step, TmdbTitleOptions options)
    {
        var way = Ways.FirstOrDefault(way => step.Optional(way) is not null);
        var filter = options.Filter;
        if (way == "title")
        {
            filter = filter with { Query = filter.Query with { IncludeAdult = false } };
        }

        if (way is not null && !filter.IsEmpty)
        {
            step.Invalid($"'{way}' stands beside traits as a genre or a year", $"either '{way}' or traits");
        }
    }

    private static TmdbTitleId? ReadId(JobElement id)
    {
        var text = id.NameOrId();
        id.Check(() => TmdbTitleId.Parse(text));
        return TmdbTitleId.TryParse(text, out var parsed) ? parsed : null;
    }

    private static CsvIdSource? ReadSource(JobElement source)
    {
        if (!source.CheckObject("path", "column", "where", "delimiter", "part") || source.Required("path") is not { } path)
        {
            return null;
        }

        var usual = new CsvIdSource { Path = path.Accepted(path.Text(), SourcePattern.Check) };
        return usual with
        {
            Column = source.Optional("column")?.Text() ?? usual.Column,
            Where = source.Optional("where")?.Texts() ?? usual.Where,
            Delimiter = source.Optional("delimiter")?.Character(),
            Part = source.Optional("part") is { } part ? ReadPart(part) : usual.Part,
        };
    }

    private static IdShare ReadPart(JobElement part)
    {
        if (!part.CheckObject("number", "of"))
        {
            return IdShare.Whole;
        }

        var read = new IdShare(part.Required("number")?.Whole(1, IdShare.Most) ?? 1, part.Required("of")?.Whole(1, IdShare.Most) ?? IdShare.Most);
        if (read.Number > read.Of)
        {
            part.Invalid($"there is no part {read.Number} of {read.Of}", "a number that is not above 'of'");
        }

        return read;
    }
}
