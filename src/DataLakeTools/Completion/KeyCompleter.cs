namespace DataLakeTools.Completion;

/// <summary>Completes keys of a lake, level by level, as a shell completes paths.</summary>
public sealed class KeyCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun)
    {
        var level = begun[..(begun.LastIndexOf('/') + 1)];
        return Beginning(begun, KeyLevels.Read(line.OpenLake(), level)
            .Select(key => new Suggestion(key, key) { IsBeginning = key.EndsWith('/'), Label = key[level.Length..] }));
    }
}
