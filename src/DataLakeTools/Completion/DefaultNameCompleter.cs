using DataLakeTools.Binding;

namespace DataLakeTools.Completion;

/// <summary>Completes what a session can set.</summary>
public sealed class DefaultNameCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) => Beginning(begun, LakeDefaultName.All.Select(name => name.Name));
}
