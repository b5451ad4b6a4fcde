using DataLakeTools.Commands;
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
        new(nameof(SetLakeDefaultCommand.Lake), LakeAddress.Variable),
        new(nameof(SetLakeDefaultCommand.ProfileName), "AWS_PROFILE"),
        new(nameof(SetLakeDefaultCommand.Region), "AWS_REGION", "AWS_DEFAULT_REGION"),
        new(nameof(SetLakeDefaultCommand.EndpointUrl), "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
        new(nameof(SetLakeDefaultCommand.Token), "TMDB_TOKEN", "TMDB_API_KEY"),
        new(nameof(SetLakeDefaultCommand.TokenSecret)),
        new(nameof(SetLakeDefaultCommand.TokenVault)),
        new(nameof(SetLakeDefaultCommand.Language)),
        new(nameof(SetLakeDefaultCommand.TmdbRegion)),
        new(nameof(SetLakeDefaultCommand.TmdbEndpoint), "TMDB_ENDPOINT"),
        new(nameof(SetLakeDefaultCommand.CachePath)),
    ];
}
