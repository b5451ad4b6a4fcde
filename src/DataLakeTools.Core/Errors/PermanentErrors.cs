namespace DataLakeTools.Core.Errors;

/// <summary>Which errors another attempt does not mend.</summary>
public static class PermanentErrors
{
    /// <summary>Whether what went wrong goes wrong again until somebody changes the data, the job, the model or a setting.</summary>
    /// <param name="error">The error.</param>
    public static bool IsPermanent(this DataLakeError error) => error.IsFailedCheck() || error is
        DataLakeError.InvalidKey or DataLakeError.InvalidLakeAddress or DataLakeError.LakeNotGiven or DataLakeError.InvalidBucketName
        or DataLakeError.InvalidEnvironmentFile or DataLakeError.InvalidJob or DataLakeError.InvalidOption or DataLakeError.InvalidEvent
        or DataLakeError.InvalidModel or DataLakeError.InvalidQuery or DataLakeError.QueryNotReadOnly or DataLakeError.QueryOutsideLake
        or DataLakeError.InvalidRecord or DataLakeError.UnrepresentableRecord or DataLakeError.RecordTooLarge or DataLakeError.SourceNotFound
        or DataLakeError.CsvUnreadable or DataLakeError.ObjectExists or DataLakeError.TmdbNotFound or DataLakeError.TmdbNameUnknown
        or DataLakeError.EngineNotInstalled or DataLakeError.LakeEmpty or DataLakeError.DayWithoutData or DataLakeError.ColumnMissing
        or DataLakeError.TooManyRejects or DataLakeError.TableTestFailed or DataLakeError.TableNotFound or DataLakeError.RowNotFound
        or DataLakeError.QuestionNotFound or DataLakeError.AnswerDataMissing or DataLakeError.PageNotBuilt;
}
