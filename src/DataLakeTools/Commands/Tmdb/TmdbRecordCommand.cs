using System.Management.Automation;
using DataLakeTools.Completion;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Commands;

/// <summary>Base of the cmdlets that get records by id, by whole name, by a search, or for pipeline input.</summary>
public abstract class TmdbRecordCommand : TmdbReferenceCommand
{
    private protected const string InputSet = "Input";
    private protected const string IdSet = "Id";
    private protected const string NameSet = "Name";
    private protected const string SearchSet = "Search";

    /// <summary>Ids, records of TMDB, or objects with an id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputSet, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The ids of TMDB.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdSet)]
    [ValidateRange(1, int.MaxValue)]
    public int[] Id { get; set; } = [];

    /// <summary>The whole names; upper and lower case and accents do not matter. Where several have the name, the best known.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TmdbNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Names or parts of names to search; gives the entries that TMDB finds, without details.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SearchSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TmdbNameCompleter))]
    public string[] Search { get; set; } = [];

    /// <summary>At most so many entries of every search; 20 when left out.</summary>
    [Parameter(ParameterSetName = SearchSet)]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = TmdbTitleOptions.DefaultFirst;

    private protected override long? ExpectedRecords => ParameterSetName == IdSet ? Id.Length : base.ExpectedRecords;

    private protected virtual IReadOnlyList<string> Parts => [];

    /// <summary>Begins to read, or takes one object more.</summary>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case InputSet:
                Take(InputObject);
                break;
            case IdSet:
                Array.ForEach(Id, id => Take(PSObject.AsPSObject(id)));
                break;
            case NameSet:
                Begin(cancellationToken => ToOutput(Client.GetNamedAsync(Kind, Name, Parts, cancellationToken), cancellationToken));
                break;
            default:
                Begin(cancellationToken => ToOutput(Client.SearchAsync(Search.Select(text => new TmdbSearch(Kind, text)), First, cancellationToken), cancellationToken));
                break;
        }
    }

    private protected override IAsyncEnumerable<TmdbResult> ReadAsync(IAsyncEnumerable<TmdbReference> references, CancellationToken cancellationToken) =>
        Client.GetDetailsAsync(Kind, references, Parts, cancellationToken);
}
