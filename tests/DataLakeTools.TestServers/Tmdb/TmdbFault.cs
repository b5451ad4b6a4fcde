namespace DataLakeTools.TestServers.Tmdb;

/// <summary>What goes wrong.</summary>
public enum TmdbFault
{
    TooMany,
    TooManyWithSeconds,
    TooManyWithDate,
    TooManyHtml,
    TooManyDamagedGzip,
    Html404,
    Html502,
    Html503,
    Html504,
    Json500,
    HtmlOk,
    Empty,
    TruncatedJson,
    CutShort,
    UndeclaredGzip,
    DamagedGzip,
    PlainDeclaredGzip,
    NotUtf8,
    NoSuccess,
    EmptyObject,
    WrongPage,
    Reset,
    Hang,
    Unauthorized,
}
