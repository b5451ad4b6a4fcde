namespace DataLakeTools;

/// <summary>
/// What went wrong, as one closed list. The names are the error ids that users see and script against,
/// so a published name is never changed or reused.
/// </summary>
public enum DataLakeError
{
    /// <summary>A key cannot be built or parsed from what was given.</summary>
    InvalidKey,

    /// <summary>A lake address is neither <c>s3://bucket[/prefix]</c> nor a folder.</summary>
    InvalidLakeAddress,

    /// <summary>No lake was named, neither by parameter nor by <c>DATALAKE_URI</c>.</summary>
    LakeNotGiven,

    /// <summary>The bucket or the folder of the lake does not exist.</summary>
    LakeNotFound,

    /// <summary>The lake refused the request.</summary>
    AccessDenied,

    /// <summary>No AWS credentials were found, or they have expired and cannot be renewed.</summary>
    CredentialsUnavailable,

    /// <summary>The lake did not answer, or answered with faults until the retries were used up.</summary>
    LakeUnavailable,

    /// <summary>The lake refused the request for a reason that a retry does not change.</summary>
    LakeRequestFailed,

    /// <summary>Another object with other content is already there.</summary>
    ObjectExists,

    /// <summary>Another writer changed the object between our read and our write.</summary>
    ObjectChanged,

    /// <summary>The stored bytes are not the bytes that were sent.</summary>
    ChecksumMismatch,

    /// <summary>The local file is not there.</summary>
    SourceNotFound,

    /// <summary>The local file cannot be read.</summary>
    SourceUnreadable,

    /// <summary>The local file changed while it was read.</summary>
    SourceChanged,

    /// <summary>The CSV file failed its check, with problems of several kinds. Where all are of one kind, the error is one of the following.</summary>
    CsvCheckFailed,

    /// <summary>The CSV file has no line, or an empty one where the header should be.</summary>
    CsvEmpty,

    /// <summary>The CSV file has no header of the columns of its rows.</summary>
    CsvNoHeader,

    /// <summary>The file is of another format than CSV.</summary>
    CsvOtherFormat,

    /// <summary>The CSV file is UTF-16 or UTF-32, or has NUL bytes.</summary>
    CsvNotText,

    /// <summary>The CSV file has bytes that are not UTF-8.</summary>
    CsvNotUtf8,

    /// <summary>The CSV file has a byte order mark elsewhere than at its beginning.</summary>
    CsvByteOrderMark,

    /// <summary>The CSV file has carriage returns without a line feed.</summary>
    CsvBareReturn,

    /// <summary>The CSV file has quotation marks where none may be, or none where one has to be.</summary>
    CsvQuoting,

    /// <summary>The CSV file has another delimiter than the one that was given.</summary>
    CsvWrongDelimiter,

    /// <summary>The CSV file has rows with another number of fields than the header.</summary>
    CsvFieldCount,

    /// <summary>The CSV file cannot be read as rows.</summary>
    CsvUnreadable,

    /// <summary>A bucket name breaks the rules of S3.</summary>
    InvalidBucketName,

    /// <summary>The bucket belongs to another account.</summary>
    BucketOwnedByOthers,

    /// <summary>An environment file cannot be read.</summary>
    InvalidEnvironmentFile,

    /// <summary>A job document is not valid.</summary>
    InvalidJob,

    /// <summary>The folder lake cannot be written.</summary>
    LakeWriteFailed,

    /// <summary>An option has a value that cannot be used.</summary>
    InvalidOption,

    /// <summary>TMDB refused the token or the API key, or none was given.</summary>
    TmdbUnauthorized,

    /// <summary>TMDB knows nothing under that id.</summary>
    TmdbNotFound,

    /// <summary>TMDB refused the request for a reason that a retry does not change.</summary>
    TmdbRequestFailed,

    /// <summary>TMDB did not answer, or answered with faults until the retries were used up.</summary>
    TmdbUnavailable,

    /// <summary>TMDB answered with what cannot be read or is not what was asked for, until the retries were used up.</summary>
    TmdbInvalidAnswer,

    /// <summary>TMDB kept answering that there were too many requests.</summary>
    TmdbRateLimited,

    /// <summary>A crawl of TMDB could not reach every entry that TMDB counts, or had too little time for what was asked for.</summary>
    TmdbCrawlIncomplete,

    /// <summary>TMDB has no genre, person, keyword or company of that name.</summary>
    TmdbNameUnknown,

    /// <summary>A record is not one complete JSON value.</summary>
    InvalidRecord,

    /// <summary>An object cannot be written as JSON without losing something of it.</summary>
    UnrepresentableRecord,

    /// <summary>A record alone is larger than a batch may be.</summary>
    RecordTooLarge,

    /// <summary>The event of a Lambda invocation is not valid.</summary>
    InvalidEvent,

    /// <summary>A secret could not be read from the place where it is kept.</summary>
    SecretUnavailable,

    /// <summary>The output of a run could not be written; the run itself continued.</summary>
    OutputFailed,

    /// <summary>The report of a run could not be written.</summary>
    ReportNotWritten,

    /// <summary>Another run of the same job and date is in progress.</summary>
    JobAlreadyRunning,

    /// <summary>The checkpoint of an interrupted run cannot be read.</summary>
    CheckpointUnreadable,

    /// <summary>The engine that makes and reads tables is not installed.</summary>
    EngineNotInstalled,

    /// <summary>The engine could not do what was asked: a file that it cannot read or write, say.</summary>
    EngineFailed,

    /// <summary>The engine needs more memory than it may have.</summary>
    EngineOutOfMemory,

    /// <summary>The disk of the working files is full.</summary>
    WorkFolderFull,

    /// <summary>A file of the table model is not valid.</summary>
    InvalidModel,

    /// <summary>A query is no SQL, or names what is not there.</summary>
    InvalidQuery,

    /// <summary>A query does something else than read.</summary>
    QueryNotReadOnly,

    /// <summary>A query reads something else than the tables of the lake: a file of the machine, an address, the settings of the engine.</summary>
    QueryOutsideLake,

    /// <summary>A query took longer than it may.</summary>
    QueryTimedOut,

    /// <summary>The lake has no raw data at all that tables could be made of.</summary>
    LakeEmpty,

    /// <summary>The lake has raw data, but none of the day, or up to it, that tables are to be made of.</summary>
    DayWithoutData,

    /// <summary>A raw CSV file lacks columns without which its table cannot be made.</summary>
    ColumnMissing,

    /// <summary>More rows of a table broke its contract than the contract allows.</summary>
    TooManyRejects,

    /// <summary>A data test of a table found something. A build publishes nothing then.</summary>
    TableTestFailed,

    /// <summary>The lake has no table of that name.</summary>
    TableNotFound,

    /// <summary>A table has no row of that key.</summary>
    RowNotFound,

    /// <summary>Tables are behind what they were made of: it was replaced since.</summary>
    TablesOutdated,

    /// <summary>The list of a build that says which tables there are cannot be read.</summary>
    ManifestUnreadable,

    /// <summary>Another build of the same day was published at the same time.</summary>
    BuildConflict,

    /// <summary>The model has no question of that name.</summary>
    QuestionNotFound,

    /// <summary>The lake does not have the data that a question is about.</summary>
    AnswerDataMissing,

    /// <summary>This build of the program has no page that answers could be put into.</summary>
    PageNotBuilt,

    /// <summary>Something failed that nobody expected: a fault of the platform, a library or this program.</summary>
    UnexpectedFault,
}
