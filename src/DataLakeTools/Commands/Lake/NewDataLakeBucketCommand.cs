using System.Management.Automation;
using DataLakeTools.Completion;
using DataLakeTools.Core.Storage.Creation;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Makes sure that a data lake is there and safe: a bucket of S3, or a folder.</para>
/// </summary>
[Cmdlet(VerbsCommon.New, "DataLakeBucket", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(LakeCreationReport))]
public sealed class NewDataLakeBucketCommand : LakeCommand
{
    /// <summary>The lake: a bucket's name, s3://bucket, or a folder (written with a separator, for example ./lake); DATALAKE_URI when left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Name", "BucketName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>The KMS key of the default encryption; SSE-S3 when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KmsKeyId { get; set; }

    /// <summary>Keeps versions of the objects.</summary>
    [Parameter]
    public SwitchParameter Versioning { get; set; }

    /// <summary>Creates one lake.</summary>
    protected override void ProcessRecord()
    {
        var lake = ResolveLake(IsBareName(Lake) ? $"s3://{Lake}" : Lake);
        var goesAhead = ShouldProcess($"Create the lake {lake}", $"Create the lake {lake}?", "New-DataLakeBucket", out var reason);
        var whatIf = reason.HasFlag(ShouldProcessReason.WhatIf);
        if (goesAhead || whatIf)
        {
            var options = new LakeCreationOptions { Store = StoreOptions, KmsKeyId = KmsKeyId, Versioning = Versioning, WhatIf = whatIf };
            BeginSingle(async cancellationToken => await LakeCreation.EnsureAsync(lake, options, cancellationToken).ConfigureAwait(false));
        }
    }

    // A name alone is a bucket here; a folder is recognized by a separator, a dot or a drive.
    private static bool IsBareName(string? lake) => lake is not null && !lake.StartsWith('.') && !lake.StartsWith('~') && lake.AsSpan().IndexOfAny('/', '\\', ':') < 0;
}
