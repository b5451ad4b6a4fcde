using System.Management.Automation;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>Base of the cmdlets that get records of one kind for ids, and for what comes down the pipeline.</summary>
public abstract class TmdbReferenceCommand : TmdbCommand
{
    private PipelineInput<TmdbReference>? _input;
    private long _ofKind;
    private long _leadingToMany;
    private bool _hasAll;

    private protected abstract TmdbKind Kind { get; }

    /// <summary>How many references came in, once all have: those of the kind that is wanted, and those that lead to several of it.</summary>
    private protected (long OfKind, long LeadingToMany)? ReferencesGiven => _hasAll ? (_ofKind, _leadingToMany) : null;

    private protected override long? ExpectedRecords => ReferencesGiven is (var ofKind, 0) ? ofKind : null;

    // Of thousands of ids that a pipeline brings, some are always unknown.
    private protected override bool IsCollapsed(DataLakeException exception) => MyInvocation.ExpectingInput && exception.Error == DataLakeError.TmdbNotFound;

    /// <summary>Writes the rest.</summary>
    protected override void EndProcessing()
    {
        _input?.Complete();
        _hasAll = _ofKind + _leadingToMany > 0;
        base.EndProcessing();
    }

    /// <summary>The results for what was taken.</summary>
    private protected abstract IAsyncEnumerable<TmdbResult> ReadAsync(IAsyncEnumerable<TmdbReference> references, CancellationToken cancellationToken);

    /// <summary>Takes an id, a record or an object with an id.</summary>
    private protected void Take(PSObject? input)
    {
        _input ??= BeginWithInput<TmdbReference>((references, cancellationToken) => ToOutput(ReadAsync(references, cancellationToken), cancellationToken));
        TmdbReference reference;
        try
        {
            reference = TmdbInput.Read(input, Kind);
        }
        catch (DataLakeException exception)
        {
            WriteFailure(exception);
            return;
        }

        (reference.Kind == Kind ? ref _ofKind : ref _leadingToMany)++;
        Feed(_input, reference);
    }
}
