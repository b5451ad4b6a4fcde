using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Core.Verification;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Tests a data lake against files, receipts or its own rules; one object for each thing that is wrong, nothing when all is well.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "LakeObject", DefaultParameterSetName = LakeSet)]
[OutputType(typeof(LakeFinding), typeof(bool))]
public sealed class TestLakeObjectCommand : LakeObjectCommand
{
    private const string LakeSet = "Lake";
    private const string SourceSet = "Source";
    private const string LiteralSourceSet = "LiteralSource";

    private readonly Dictionary<ILakeStore, LakeVerifier> _verifiers = [];
    private PipelineInput<(LakeVerifier Verifier, LakeExpectation Expected)>? _input;
    private long _tested;
    private long _findings;

    /// <summary>The lake: s3://bucket[/prefix] or a folder; that of the receipt, then the environment variable DATALAKE_URI when left out.</summary>
    [Parameter(Position = 0, ParameterSetName = LakeSet)]
    [Parameter(Position = 0, ParameterSetName = SourceSet)]
    [Parameter(Position = 0, ParameterSetName = LiteralSourceSet)]
    [Parameter(Position = 0, ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>The files that the lake should hold byte for byte, with wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SourceSet)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Source { get; set; } = [];

    /// <summary>The files that the lake should hold byte for byte, their names taken letter by letter.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralSourceSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralSource { get; set; } = [];

    /// <summary>The keys inside the lake; from the pipeline those of receipts, of Get-LakeObject and of what was saved of them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public override string[] Key { get; set; } = [];

    /// <summary>The size that the object should have, in bytes.</summary>
    // On Unix, file objects have a property of this name, too; such a file is compared by its bytes all the same.
    [Parameter(ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = LiteralSourceSet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public object? Size { get; set; }

    /// <summary>The CRC-32C that the object should have, as receipts write it: CRC32C:mnG7TA==.</summary>
    [Parameter(ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public object? Checksum { get; set; }

    /// <summary>What the keys begin with.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string? Prefix { get; set; }

    /// <summary>The layer.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [Parameter(ParameterSetName = SourceSet)]
    [Parameter(ParameterSetName = LiteralSourceSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string Layer { get; set; } = LakeConvention.RawLayer;

    /// <summary>The origin; all when left out, Local for files.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [Parameter(ParameterSetName = SourceSet)]
    [Parameter(ParameterSetName = LiteralSourceSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string? Origin { get; set; }

    /// <summary>The format; all when left out.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string? Format { get; set; }

    /// <summary>The specification, levels with / between them; all when left out, that of the name for files; none when empty.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [Parameter(ParameterSetName = SourceSet)]
    [Parameter(ParameterSetName = LiteralSourceSet)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string? Specification { get; set; }

    /// <summary>The processing date; all when left out, today for files.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [Parameter(ParameterSetName = SourceSet)]
    [Parameter(ParameterSetName = LiteralSourceSet)]
    [IsoDate]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public DateTime? Date { get; set; }

    /// <summary>The first processing date.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [IsoDate]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public DateTime? From { get; set; }

    /// <summary>The last processing date.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [IsoDate]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public DateTime? To { get; set; }

    /// <summary>Reads every object from end to end, holds it against the checksum that the lake keeps of it, and checks CSV files row by row.</summary>
    [Parameter]
    public SwitchParameter Deep { get; set; }

    /// <summary>The delimiter of CSV files; found from the first rows when left out.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>Gives only true or false, once for all.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>How many objects are tested at one time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    private protected override LakeStoreOptions StoreOptions => base.StoreOptions with { ThrottleLimit = ThrottleLimit };

    /// <summary>Begins to test what one input names.</summary>
    private protected override void ProcessObjects()
    {
        var verifier = VerifierOf(StoreOf(ResolveObjectLake(Lake)));
        switch (ParameterSetName)
        {
            case LakeSet:
                BeginLake(verifier);
                break;
            case KeySet:
                FeedKeys(verifier);
                break;
            default:
                FeedFiles(verifier);
                break;
        }
    }

    /// <summary>Waits for the rest and says what came of all.</summary>
    protected override void EndProcessing()
    {
        _input?.Complete();
        base.EndProcessing();
        WriteVerbose($"{Count.Of(_tested, "object")} tested, {Count.Of(_findings, "finding")}.");
        if (_tested == 0 && !HasFailed)
        {
            WriteWarning("No object was tested: none came through the pipeline.");
        }

        if (Quiet)
        {
            WriteObject(_tested > 0 && _findings == 0 && !HasFailed);
        }
    }

    private void BeginLake(LakeVerifier verifier)
    {
        var (first, last) = ResolveDays(Date, From, To);
        var query = new LakeObjectQuery
        {
            // A prefix begins with the layer.
            Layer = Prefix is not null && !MyInvocation.BoundParameters.ContainsKey(nameof(Layer)) ? null : Layer,
            Origin = Origin,
            Format = Format,
            Specification = Specification,
            Prefix = Prefix,
            From = first,
            To = last,
        };
        Begin(cancellationToken => WriteAsync(verifier.TestAsync(query, cancellationToken)));
    }

    private void FeedKeys(LakeVerifier verifier)
    {
        try
        {
            foreach (var key in Key)
            {
                Feed(verifier, new LakeExpectation(key) { Size = ReceiptValue.Size(Size), Checksum = LakeExpectation.ReadChecksum(ReceiptValue.Checksum(Checksum)) });
            }
        }
        catch (DataLakeException exception)
        {
            WriteFailure(exception);
        }
    }

    private void FeedFiles(LakeVerifier verifier)
    {
        var options = new RawCsvOptions
        {
            Layer = Layer,
            Origin = Origin ?? LakeConvention.LocalOrigin,
            Specification = Specification,
            Date = DateOnly.FromDateTime(Date ?? DateTime.Today),
        };
        var files = SourcePathResolver.Resolve(this, WriteFailure, Source, LiteralSource);
        var isEmpty = true;
        foreach (var file in files)
        {
            isEmpty = false;
            try
            {
                Feed(verifier, new LakeExpectation(options.KeyFor(file).Value) { Source = file });
            }
            catch (DataLakeException exception)
            {
                WriteFailure(exception);
            }
        }

        if (isEmpty)
        {
            // The resolver has reported why. What could not be tested counts as not intact.
            NoteFailure();
        }
    }

    private void Feed(LakeVerifier verifier, LakeExpectation expected)
    {
        _input ??= BeginWithInput<(LakeVerifier Verifier, LakeExpectation Expected)>((items, cancellationToken) =>
            WriteAsync(LakeVerifier.TestAllAsync(items, ThrottleLimit, cancellationToken)));
        Feed(_input, (verifier, expected));
    }

    private async IAsyncEnumerable<object> WriteAsync(IAsyncEnumerable<LakeVerdict> verdicts)
    {
        await foreach (var verdict in verdicts.ConfigureAwait(false))
        {
            _tested++;
            _findings += verdict.Findings.Count;
            if (!Quiet)
            {
                foreach (var finding in verdict.Findings)
                {
                    yield return finding;
                }
            }

            if (verdict.Error is { } error)
            {
                yield return new WorkError(error);
            }
        }
    }

    private LakeVerifier VerifierOf(ILakeStore store)
    {
        if (!_verifiers.TryGetValue(store, out var verifier))
        {
            _verifiers[store] = verifier = new LakeVerifier(store, new LakeVerifierOptions { Deep = Deep, Delimiter = Delimiter, ThrottleLimit = ThrottleLimit, Published = PublishedFiles.ReadAsync, Words = Words }, Reporter);
        }

        return verifier;
    }
}
