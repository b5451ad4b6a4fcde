using DataLakeTools.Core.Lake;

namespace DataLakeTools.Binding;

/// <summary>Something that a session can set once for all cmdlets that take it.</summary>
/// <param name="Name">What it is called; a parameter of Set-LakeDefault.</param>
/// <param name="Variables">The environment variables that say the same, the first that is set goes first.</param>
internal sealed record LakeDefaultName(string Name, params string[] Variables)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<LakeDefaultName> All { get; } =
    [
        new(nameof(SessionDefaults.Lake), LakeAddress.Variable),
        new(nameof(SessionDefaults.ProfileName), "AWS_PROFILE"),
        new(nameof(SessionDefaults.Region), "AWS_REGION", "AWS_DEFAULT_REGION"),
        new(nameof(SessionDefaults.EndpointUrl), "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
        new(nameof(SessionDefaults.Token), "TMDB_TOKEN", "TMDB_API_KEY"),
        new(nameof(SessionDefaults.TokenSecret)),
        new(nameof(SessionDefaults.TokenVault)),
        new(nameof(SessionDefaults.Language)),
        new(nameof(SessionDefaults.TmdbRegion)),
        new(nameof(SessionDefaults.TmdbEndpoint), "TMDB_ENDPOINT"),
        new(nameof(SessionDefaults.CachePath)),
    ];
}
