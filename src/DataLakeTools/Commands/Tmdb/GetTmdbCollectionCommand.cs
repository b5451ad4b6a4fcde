using System.Management.Automation;
using DataLakeTools.Completion;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Gets collections of films from TMDB, each once: by id or name, or those that films belong to.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "TmdbCollection", DefaultParameterSetName = InputSet)]
[OutputType(typeof(TmdbCollection))]
public sealed class GetTmdbCollectionCommand : TmdbRecordCommand
{
    /// <summary>Parts that come with the collection in the same request: images, translations.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AppendCompleter))]
    public string[] Append { get; set; } = [];

    private protected override TmdbKind Kind => TmdbKind.Collection;

    private protected override IReadOnlyList<string> Parts => Append;

    private protected override IAsyncEnumerable<TmdbResult> ReadAsync(IAsyncEnumerable<TmdbReference> references, CancellationToken cancellationToken) =>
        Client.GetCollectionsAsync(references, Append, cancellationToken);
}
