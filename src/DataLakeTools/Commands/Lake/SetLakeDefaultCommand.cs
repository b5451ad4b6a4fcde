using System.Management.Automation;
using System.Security;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Errors;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Sets what the cmdlets of this module take for the rest of the session where nothing else is said.</para>
/// </summary>
[Cmdlet(VerbsCommon.Set, "LakeDefault", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(LakeDefault))]
public sealed class SetLakeDefaultCommand : PSCmdlet
{
    /// <summary>The lake: s3://bucket[/prefix] or a folder. A relative folder is the one that it is now.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>The profile of the shared AWS files.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>The AWS region.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AwsRegionCompleter))]
    public string? Region { get; set; }

    /// <summary>The address of another server that speaks S3 (MinIO, moto).</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? EndpointUrl { get; set; }

    /// <summary>The token of TMDB: a SecureString or a credential.</summary>
    [Parameter]
    [ValidateNotNull]
    [Secret]
    public SecureString? Token { get; set; }

    /// <summary>The name of the secret that holds the token of TMDB. It is read from its vault whenever a cmdlet needs it.</summary>
    [Parameter]
    [Alias("TmdbTokenSecret")]
    [ValidateNotNullOrEmpty]
    public string? TokenSecret { get; set; }

    /// <summary>The vault of that secret; all registered vaults when left out.</summary>
    [Parameter]
    [Alias("Vault")]
    [ValidateNotNullOrEmpty]
    public string? TokenVault { get; set; }

    /// <summary>The language of titles and texts of TMDB, for example pt-BR.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TmdbLanguageCompleter))]
    public string? Language { get; set; }

    /// <summary>The country of release dates of TMDB, for example BR.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CountryCompleter))]
    public string? TmdbRegion { get; set; }

    /// <summary>The address of the TMDB API.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? TmdbEndpoint { get; set; }

    /// <summary>A folder where answers of TMDB are kept.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CachePath { get; set; }

    /// <summary>Gives what was set.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Sets what was given.</summary>
    protected override void EndProcessing()
    {
        try
        {
            Lake = Lake is null ? null : LakeText.Read(Lake, SessionState.Path).ToString();
            CachePath = CachePath is null ? null : PathText.FullPath(CachePath, SessionState.Path);
        }
        catch (DataLakeException exception)
        {
            ThrowTerminatingError(ErrorRecords.Of(exception));
        }

        foreach (var name in LakeDefaultName.All)
        {
            if (typeof(SetLakeDefaultCommand).GetProperty(name.Name)!.GetValue(this) is { } value && ShouldProcess($"{name.Name} = {value}", "Set for the session"))
            {
                // Token and TokenSecret exclude each other: setting one removes the other.
                if (Other(name.Name) is { } other)
                {
                    SessionDefaults.Set(SessionState, other, null);
                }

                SessionDefaults.Set(SessionState, name.Name, value);
                if (PassThru)
                {
                    WriteObject(new LakeDefault(name.Name, value, "session"));
                }
            }
        }
    }

    private static string? Other(string name) => name switch
    {
        nameof(Token) => nameof(TokenSecret),
        nameof(TokenSecret) => nameof(Token),
        _ => null,
    };
}
