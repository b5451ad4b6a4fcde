using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>Base of the cmdlets that access a lake.</summary>
public abstract class LakeCommand : AsyncCommand
{
    /// <summary>The profile of the shared AWS files.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>The AWS region; that of the bucket when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AwsRegionCompleter))]
    public string? Region { get; set; }

    /// <summary>The address of another server that speaks S3 (MinIO, moto).</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? EndpointUrl { get; set; }

    /// <summary>How long a connection to the lake may take to open, in seconds; 5 when left out.</summary>
    [Parameter]
    [Alias("ConnectionTimeoutSec")]
    [ValidateRange(1, LakeStoreOptions.LongestTimeoutSeconds)]
    public int? ConnectionTimeoutSeconds { get; set; }

    /// <summary>How long a request to the lake may make no progress, in seconds; 20 when left out.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(1, LakeStoreOptions.LongestTimeoutSeconds)]
    public int? OperationTimeoutSeconds { get; set; }

    /// <summary>How often a request that failed is sent again; as AWS_MAX_ATTEMPTS or the profile says when left out, or else 5 times.</summary>
    [Parameter]
    [ValidateRange(0, LakeStoreOptions.MaxRetriesAllowed)]
    public int? MaximumRetryCount { get; set; }

    /// <summary>The folder that relative paths start from: the current location, if it is one of the file system.</summary>
    private protected string CurrentFolder => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    private protected virtual LakeStoreOptions StoreOptions => RequestLimits.ApplyTo(new LakeStoreOptions
    {
        ProfileName = ProfileName ?? Defaults.ProfileName,
        Region = Region ?? Defaults.Region,
        EndpointUrl = EndpointUrl ?? Defaults.EndpointUrl,
        AskMfaCode = AskMfaCode,
        RequestSent = RequestSent,
    });

    /// <summary>The defaults of the session.</summary>
    private protected SessionDefaults Defaults => SessionDefaults.Of(SessionState);

    private protected RequestLimits RequestLimits => new()
    {
        ConnectTimeout = ConnectionTimeoutSeconds is { } connect ? TimeSpan.FromSeconds(connect) : null,
        StallTimeout = OperationTimeoutSeconds is { } stall ? TimeSpan.FromSeconds(stall) : null,
        MaxRetries = MaximumRetryCount,
    };

    /// <summary>Whether a lake is named anywhere.</summary>
    private protected bool IsLakeNamed(string? given) => LakeText.GivenOrEnvironment(given ?? Defaults.Lake).Length > 0;

    /// <summary>The lake that is meant, or the end of the pipeline with an error that says how to name one.</summary>
    private protected LakeAddress ResolveLake(string? given)
    {
        try
        {
            return LakeText.Read(given ?? Defaults.Lake, SessionState.Path);
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }
    }

    /// <summary>The first and the last day that are meant; the pipeline ends where both one day and a range are given.</summary>
    private protected (DateOnly? First, DateOnly? Last) ResolveDays(DateTime? date, DateTime? from, DateTime? to)
    {
        if (date is not null && (from is not null || to is not null))
        {
            throw Terminating(new DataLakeException(DataLakeError.InvalidOption, "-Date is one day, -From and -To are many.", "Give either the one or the others.", date));
        }

        return (DayOf(date ?? from), DayOf(date ?? to));

        static DateOnly? DayOf(DateTime? moment) => moment is { } given ? DateOnly.FromDateTime(given) : null;
    }

    /// <summary>Asks ShouldProcess: returns <paramref name="real"/> if confirmed, <paramref name="whatIf"/> under -WhatIf, null if declined.</summary>
    /// <param name="action">What would be done, in one sentence without its end.</param>
    /// <param name="real">Does it.</param>
    /// <param name="whatIf">Runs through it without writing.</param>
    private protected T? ConfirmedOrWhatIf<T>(string action, T real, T whatIf)
        where T : class =>
        ShouldProcess(action, $"{action}?", MyInvocation.MyCommand.Name, out var reason) ? real
        : reason.HasFlag(ShouldProcessReason.WhatIf) ? whatIf
        : null;
}
