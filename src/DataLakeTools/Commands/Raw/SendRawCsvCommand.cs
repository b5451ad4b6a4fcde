using System.Collections;
using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Sends CSV files to the Raw zone of a data lake, byte for byte, checked on the way.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Send, "RawCsv", DefaultParameterSetName = PathSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Receipt))]
public sealed class SendRawCsvCommand() : RawWriteCommand(LakeConvention.LocalOrigin)
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private readonly SameNameOrder _order = new();
    private RawCsvOptions? _options;
    private RawCsvSender? _sender;
    private RawCsvSender? _whatIfSender;

    /// <summary>The files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files, their names taken letter by letter.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The lake: s3://bucket[/prefix] or a folder; the environment variable DATALAKE_URI when left out.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>The specification of the key, levels with / between them; from the file's name when left out, none when empty.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string? Specification { get; set; }

    /// <summary>The delimiter; found from the first rows when left out.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>Sends the files as they are, without a check.</summary>
    [Parameter]
    public SwitchParameter SkipCheck { get; set; }

    /// <summary>Replaces an object that is there with other content.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Removes earlier, interrupted uploads of the same keys and sends from the beginning, rather than carrying them on.</summary>
    [Parameter]
    public SwitchParameter NoResume { get; set; }

    /// <summary>The S3 storage class of the objects, for example STANDARD_IA.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StorageClassCompleter))]
    public string? StorageClass { get; set; }

    /// <summary>The KMS key that encrypts the objects.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KmsKeyId { get; set; }

    /// <summary>Tags of the objects.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Tag { get; set; } = [];

    /// <summary>The size of a part in bytes, from 5MB; chosen by the size of the file when left out.</summary>
    [Parameter]
    [ValidateRange(LakeStoreOptions.SmallestPartSize, int.MaxValue / 2)]
    public int? PartSize { get; set; }

    /// <summary>How many parts may be in flight at one time, over all files.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = LakeStoreOptions.DefaultThrottleLimit;

    private protected override int Parallelism => ThrottleLimit;

    private protected override LakeStoreOptions StoreOptions => base.StoreOptions with
    {
        StorageClass = StorageClass,
        KmsKeyId = KmsKeyId,
        Tags = TextPairs.Of(Tag, nameof(Tag)),
        PartSize = PartSize,
        ThrottleLimit = ThrottleLimit,
    };

    /// <summary>Opens the lake.</summary>
    protected override void BeginProcessing()
    {
        OpenLake(Lake);
        _options = new RawCsvOptions
        {
            Layer = Layer,
            Origin = Origin,
            Specification = Specification,
            Date = DateOnly.FromDateTime(Date),
            Delimiter = Delimiter,
            SkipCheck = SkipCheck,
            Force = Force,
            NoResume = NoResume,
        };
        _sender = new RawCsvSender(Store, _options, Reporter, TimeProvider.System);
        _whatIfSender = new RawCsvSender(new WhatIfLakeStore(Store), _options, Reporter, TimeProvider.System);
    }

    /// <summary>Begins to send the files of one input.</summary>
    protected override void ProcessRecord()
    {
        var files = SourcePathResolver.Resolve(this, WriteFailure, Path, LiteralPath);
        foreach (var file in files)
        {
            try
            {
                var key = _options!.KeyFor(file).Value;
                var address = Store.Lake.AddressOf(key);
                if (ConfirmedOrWhatIf($"Send '{file}' to {address}", _sender!, _whatIfSender!) is { } sender)
                {
                    var sendInTurn = _order.InTurn(file, stop => sender.SendAsync(file, stop));
                    BeginSingle(async cancellationToken => await sendInTurn(cancellationToken).ConfigureAwait(false));
                }
            }
            catch (DataLakeException exception)
            {
                WriteFailure(exception);
            }
        }
    }
}
