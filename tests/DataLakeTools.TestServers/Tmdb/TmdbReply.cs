using System.Text;

namespace DataLakeTools.TestServers.Tmdb;

/// <summary>What the stand-in answers.</summary>
public sealed record TmdbReply(int Status, byte[] Body, string ContentType = "application/json;charset=utf-8")
{
    public static TmdbReply Ok(string json) => new(200, Encoding.UTF8.GetBytes(json));

    public static TmdbReply Error(int status, int code, string message) => new(
        status,
        Encoding.UTF8.GetBytes($$"""{"success":false,"status_code":{{code}},"status_message":"{{message}}"}"""));

    public static TmdbReply NotFound() => Error(404, 34, "The resource you requested could not be found.");

    public static TmdbReply Html(int status, string title) => new(
        status,
        Encoding.UTF8.GetBytes($"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>openresty</center>\r\n</body>\r\n</html>\r\n"),
        "text/html");
}
