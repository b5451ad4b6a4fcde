using System.Management.Automation;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Errors;

/// <summary>Makes the error records of what failed.</summary>
internal static class ErrorRecords
{
    /// <summary>The record of an error that Core found.</summary>
    public static ErrorRecord Of(DataLakeException exception) => Of(exception, CmdletWords.Instance);

    /// <summary>The same, in other words than those of most cmdlets.</summary>
    public static ErrorRecord Of(DataLakeException exception, AdviceWords words) => new(
        exception, exception.Error.ToString(), CategoryOf(exception.Error), exception.Target)
    {
        ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = exception.Advice.ToText(words) },
    };

    /// <summary>The record of an error as it is after a cmdlet has written it: WriteError adds the cmdlet to its id and its category.</summary>
    public static ErrorRecord AsWrittenBy(PSCmdlet command, ErrorRecord error)
    {
        var written = new ErrorRecord(error.Exception, $"{error.FullyQualifiedErrorId},{command.GetType().FullName}", error.CategoryInfo.Category, error.TargetObject)
        {
            ErrorDetails = error.ErrorDetails,
        };
        written.CategoryInfo.Activity = command.MyInvocation.MyCommand.Name;
        return written;
    }

    private static ErrorCategory CategoryOf(DataLakeError error) => error switch
    {
        DataLakeError.InvalidKey or DataLakeError.InvalidLakeAddress or DataLakeError.InvalidBucketName or DataLakeError.LakeNotGiven
            or DataLakeError.InvalidOption or DataLakeError.InvalidQuery or DataLakeError.QueryNotReadOnly => ErrorCategory.InvalidArgument,
        DataLakeError.LakeNotFound or DataLakeError.SourceNotFound or DataLakeError.TmdbNotFound
            or DataLakeError.TmdbNameUnknown or DataLakeError.TableNotFound or DataLakeError.RowNotFound
            or DataLakeError.QuestionNotFound or DataLakeError.AnswerDataMissing or DataLakeError.LakeEmpty or DataLakeError.DayWithoutData => ErrorCategory.ObjectNotFound,
        DataLakeError.AccessDenied or DataLakeError.BucketOwnedByOthers or DataLakeError.QueryOutsideLake => ErrorCategory.PermissionDenied,
        DataLakeError.CredentialsUnavailable or DataLakeError.TmdbUnauthorized or DataLakeError.SecretUnavailable => ErrorCategory.AuthenticationError,
        DataLakeError.LakeUnavailable or DataLakeError.TmdbUnavailable => ErrorCategory.ConnectionError,
        DataLakeError.TmdbRateLimited or DataLakeError.RecordTooLarge => ErrorCategory.LimitsExceeded,
        DataLakeError.TmdbCrawlIncomplete => ErrorCategory.ReadError,
        DataLakeError.ObjectExists or DataLakeError.ObjectChanged or DataLakeError.BuildConflict => ErrorCategory.ResourceExists,
        _ when error.IsFailedCheck() => ErrorCategory.InvalidData,
        DataLakeError.ChecksumMismatch or DataLakeError.CsvUnreadable or DataLakeError.SourceChanged
            or DataLakeError.InvalidEnvironmentFile or DataLakeError.InvalidJob or DataLakeError.InvalidRecord or DataLakeError.TmdbInvalidAnswer or DataLakeError.UnrepresentableRecord or DataLakeError.InvalidEvent => ErrorCategory.InvalidData,
        DataLakeError.CheckpointUnreadable or DataLakeError.ManifestUnreadable or DataLakeError.InvalidModel or DataLakeError.ColumnMissing or DataLakeError.TooManyRejects
            or DataLakeError.TableTestFailed or DataLakeError.TablesOutdated => ErrorCategory.InvalidData,
        DataLakeError.EngineNotInstalled or DataLakeError.PageNotBuilt => ErrorCategory.NotInstalled,
        DataLakeError.EngineFailed or DataLakeError.EngineOutOfMemory or DataLakeError.WorkFolderFull => ErrorCategory.ResourceUnavailable,
        DataLakeError.QueryTimedOut => ErrorCategory.OperationTimeout,
        DataLakeError.JobAlreadyRunning => ErrorCategory.ResourceBusy,
        DataLakeError.SourceUnreadable => ErrorCategory.ReadError,
        DataLakeError.LakeWriteFailed or DataLakeError.OutputFailed or DataLakeError.ReportNotWritten => ErrorCategory.WriteError,
        DataLakeError.LakeRequestFailed or DataLakeError.TmdbRequestFailed or DataLakeError.UnexpectedFault => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.NotSpecified,
    };
}
