using System.Collections.Concurrent;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>Remembers which parts TMDB has never given, so that they are not asked for twice with every record.</summary>
internal sealed class TmdbPartMemory
{
    private const int MaxVainRepeats = 3;

    // How often a part was asked for again in vain, by what it is a part of; below zero once it has come.
    private readonly ConcurrentDictionary<(string Kind, string Part), int> _vain = new();

    /// <summary>Notes the parts that an answer has.</summary>
    public void NoteGiven(TmdbRequest request, TmdbBody body)
    {
        foreach (var part in request.Parts.Except(body.MissingParts))
        {
            _vain[(KindOf(request), part)] = int.MinValue;
        }
    }

    /// <summary>Notes the parts that an answer lacks although they were asked for again.</summary>
    public void NoteStillMissing(TmdbRequest request, TmdbBody body)
    {
        foreach (var part in body.MissingParts)
        {
            _vain.AddOrUpdate((KindOf(request), part), 1, (_, times) => times + 1);
        }
    }

    /// <summary>Whether a part that an answer lacks may come when it is asked for again.</summary>
    public bool MayStillCome(TmdbRequest request, TmdbBody body) =>
        body.MissingParts.Any(part => _vain.GetValueOrDefault((KindOf(request), part)) < MaxVainRepeats);

    private static string KindOf(TmdbRequest request) => request.Path.Split('/')[0];
}
