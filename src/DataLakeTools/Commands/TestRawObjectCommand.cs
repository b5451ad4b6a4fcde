using System.Globalization;
using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Ingestion;
using DataLakeTools.Core.Paths;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Verification;
using DataLakeTools.Errors;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Tests a data lake against files, receipts or its own rules; one object for each thing that is wrong, nothing when all is well.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "RawObject", DefaultParameterSetName = LakeSet)]
[OutputType(typeof(RawFinding), typeof(bool))]
public sealed class TestRawObjectCommand : LakeObjectCommand
{
    private const string LakeSet = "Lake";
    private const string SourceSet = "Source";
    private const string LiteralSourceSet = "LiteralSource";

    private readonly Dictionary<ILakeStore, RawVerifier> _verifiers = [];
    private PipelineInput<(RawVerifier Verifier, RawExpectation Expected)>? _input;
    private long _tested;
    private long _findings;

    /// <summary>The lake: s3://bucket[/prefix] or a folder; that of the receipt, then the environment variable DATALAKE_URI when left out.</summary>
    [Parameter(Position = 0, ParameterSetName = LakeSet)]
    [Parameter(Position = 0, ParameterSetName = SourceSet)]
    [Parameter(Position = 0, ParameterSetName = LiteralSourceSet)]
    [Parameter(Position = 0, ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = SkippedSet)]
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

    /// <summary>The keys inside the lake; from the pipeline those of receipts, of Get-RawObject and of what was saved of them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string[] Key { get; set; } = [];

    /// <summary>The size that the object should have, in bytes.</summary>
    // Files of Unix have this property too, and are held against their own bytes all the same.
    [Parameter(ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = LiteralSourceSet, ValueFromPipelineByPropertyName = true, DontShow = true)]
    [AllowNull]
    [AllowEmptyString]
    public object? Size { get; set; }

    /// <summary>The CRC-32C that the object should have, as receipts write it: CRC32C:mnG7TA==.</summary>
    [Parameter(ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public object? Checksum { get; set; }

    /// <summary>What the receipt says; what was only a WhatIf is passed over.</summary>
    [Parameter(ParameterSetName = KeySet, ValueFromPipelineByPropertyName = true, DontShow = true)]
    [Parameter(ParameterSetName = SkippedSet, ValueFromPipelineByPropertyName = true, DontShow = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Status { get; set; }

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
    [ArgumentCompleter(typeof(RawZoneCompleter))]
    public string Layer { get; set; } = RawConvention.Layer;

    /// <summary>The origin; all when left out, Local for files.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [Parameter(ParameterSetName = SourceSet)]
    [Parameter(ParameterSetName = LiteralSourceSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RawZoneCompleter))]
    public string? Origin { get; set; }

    /// <summary>The format; all when left out.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RawZoneCompleter))]
    public string? Format { get; set; }

    /// <summary>The specification, levels with / between them; all when left out, that of the name for files; none when empty.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [Parameter(ParameterSetName = SourceSet)]
    [Parameter(ParameterSetName = LiteralSourceSet)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(RawZoneCompleter))]
    public string? Specification { get; set; }

    /// <summary>The processing date; all when left out, today for files.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [Parameter(ParameterSetName = SourceSet)]
    [Parameter(ParameterSetName = LiteralSourceSet)]
    [IsoDate]
    [ArgumentCompleter(typeof(RawZoneCompleter))]
    public DateTime? Date { get; set; }

    /// <summary>The first processing date.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [IsoDate]
    [ArgumentCompleter(typeof(RawZoneCompleter))]
    public DateTime? From { get; set; }

    /// <summary>The last processing date.</summary>
    [Parameter(ParameterSetName = LakeSet)]
    [IsoDate]
    [ArgumentCompleter(typeof(RawZoneCompleter))]
    public DateTime? To { get; set; }

    /// <summary>Reads every object from end to end, holds it against the checksum that the lake keeps of it, and checks CSV files row by row.</summary>
    [Parameter]
    public SwitchParameter Deep { get; set; }

    /// <summary>The delimiter of CSV files; found from the header when left out.</summary>
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
        WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"{_tested:N0} objects tested, {_findings:N0} findings."));
        if (Quiet)
        {
            WriteObject(_findings == 0 && !HasFailed);
        }
    }

    private void BeginLake(RawVerifier verifier)
    {
        var (first, last) = ResolveDays(Date, From, To);
        var query = new RawObjectQuery
        {
            // A prefix says the layer itself.
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

    private void FeedKeys(RawVerifier verifier)
    {
        if (Status == ReceiptStatus.WhatIf)
        {
            WriteVerbose($"'{string.Join("', '", Key)}' was only a WhatIf and is passed over.");
            return;
        }

        try
        {
            foreach (var key in Key)
            {
                Feed(verifier, new RawExpectation(key) { Size = ReceiptValue.Size(Size), Checksum = RawExpectation.ReadChecksum(ReceiptValue.Checksum(Checksum)) });
            }
        }
        catch (DataLakeException exception)
        {
            NoteFailure();
            WriteError(ErrorRecords.Of(exception));
        }
    }

    private void FeedFiles(RawVerifier verifier)
    {
        var options = new RawCsvOptions
        {
            Layer = Layer,
            Origin = Origin ?? RawConvention.LocalOrigin,
            Specification = Specification,
            Date = DateOnly.FromDateTime(Date ?? DateTime.Today),
        };
        var files = SourcePathResolver.Resolve(this, Source, LiteralSource);
        var isEmpty = true;
        foreach (var file in files)
        {
            isEmpty = false;
            try
            {
                Feed(verifier, new RawExpectation(options.KeyFor(file).Value) { Source = file });
            }
            catch (DataLakeException exception)
            {
                NoteFailure();
                WriteError(ErrorRecords.Of(exception));
            }
        }

        if (isEmpty)
        {
            // The resolver has said why; what could not be tested is not well.
            NoteFailure();
        }
    }

    private void Feed(RawVerifier verifier, RawExpectation expected)
    {
        _input ??= BeginWithInput<(RawVerifier Verifier, RawExpectation Expected)>((items, cancellationToken) =>
            WriteAsync(RawVerifier.TestAllAsync(items, ThrottleLimit, cancellationToken)));
        Feed(_input, (verifier, expected));
    }

    private async IAsyncEnumerable<object> WriteAsync(IAsyncEnumerable<RawVerdict> verdicts)
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

    private RawVerifier VerifierOf(ILakeStore store)
    {
        if (!_verifiers.TryGetValue(store, out var verifier))
        {
            _verifiers[store] = verifier = new RawVerifier(store, new RawVerifierOptions { Deep = Deep, Delimiter = Delimiter, ThrottleLimit = ThrottleLimit }, Reporter);
        }

        return verifier;
    }
}
