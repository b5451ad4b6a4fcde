using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Binding;

/// <summary>Where the token of TMDB comes from: a parameter, or a vault of Microsoft.PowerShell.SecretManagement.</summary>
internal static class TmdbTokenReader
{
    private const string Module = "Microsoft.PowerShell.SecretManagement";
    private const string ReaderCommand = Module + "\\Get-Secret";

    /// <summary>The token; null when neither a token nor a secret is named.</summary>
    /// <param name="command">The cmdlet that needs the token.</param>
    /// <param name="token">The token itself; it goes first.</param>
    /// <param name="secret">The name of the secret.</param>
    /// <param name="vault">The vault; all registered ones, in their order, when null.</param>
    /// <param name="defaults">What the session has set, where neither is named.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.SecretUnavailable"/>.</exception>
    public static string? Read(PSCmdlet command, SecureString? token, string? secret, string? vault, SessionDefaults defaults) =>
        token is not null ? TextOf(token)
        : secret is not null ? FromVault(command, secret, vault ?? defaults.TokenVault)
        : defaults.Token is { } set ? TextOf(set)
        : defaults.TokenSecret is { } kept ? FromVault(command, kept, vault ?? defaults.TokenVault)
        : null;

    private static string TextOf(SecureString secret) => new NetworkCredential(string.Empty, secret).Password;

    private static string FromVault(PSCmdlet command, string secret, string? vault)
    {
        var reader = command.InvokeCommand.GetCommand(ReaderCommand, CommandTypes.Function | CommandTypes.Cmdlet) ?? throw Unavailable(
            secret,
            $"The secret '{secret}' cannot be read: the module {Module} is not on this machine.",
            $"Install it (Install-PSResource {Module}) with a vault, or give the token with -Token or TMDB_TOKEN.");

        // Invoked as a command and not as script text, so that its arguments are not logged.
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(reader).AddParameter("Name", secret).AddParameter("ErrorAction", ActionPreference.Stop);
        if (vault is not null)
        {
            shell.AddParameter("Vault", vault);
        }

        try
        {
            return Plain(shell.Invoke().Select(found => found?.BaseObject).FirstOrDefault()) ?? throw Unavailable(
                secret, $"The secret '{secret}' is no text, SecureString or credential.", "Store the token of TMDB under it: Set-Secret.");
        }
        catch (RuntimeException exception)
        {
            throw Unavailable(
                secret,
                $"The secret '{secret}' could not be read{(vault is null ? string.Empty : $" from the vault '{vault}'")}: {exception.ErrorRecord.Exception.Message}",
                "Check its name with Get-SecretInfo, the vaults with Get-SecretVault, and that the vault is unlocked.",
                exception);
        }
    }

    private static string? Plain(object? secret) => secret switch
    {
        SecureString secure => TextOf(secure),
        PSCredential credential => TextOf(credential.Password),
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        _ => null,
    };

    private static DataLakeException Unavailable(string secret, string message, string recommendation, Exception? cause = null) =>
        new(DataLakeError.SecretUnavailable, message, recommendation, secret, cause);
}
