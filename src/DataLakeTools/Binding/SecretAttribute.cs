using System.Management.Automation;

namespace DataLakeTools.Binding;

/// <summary>
/// Takes a secret as a SecureString or as the password of a credential. Text is refused without showing it: it would
/// stand in the history, and PowerShell's own message would repeat it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            PSCredential credential => credential.Password,
            string => throw new ArgumentTransformationMetadataException(
                "A secret is not taken as text, which would stay in the history. Give a SecureString: (Get-Secret TmdbToken) or (Read-Host -AsSecureString); or set TMDB_TOKEN, or -TokenSecret."),
            var other => other,
        };
}
