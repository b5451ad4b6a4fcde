using DataLakeTools.Core.Errors;

namespace DataLakeTools.Host.Commands;

/// <summary>Whoever sits at the terminal that the program was started from.</summary>
internal static class Terminal
{
    /// <summary>Whether somebody can be asked and can see the question.</summary>
    public static bool IsThere => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Asks for the code of a device. The output is left to the results.</summary>
    /// <param name="device">The device.</param>
    public static async Task<string?> AskAsync(string device)
    {
        await Console.Error.WriteAsync($"Code of {PlainText.Of(device)}: ");
        return await Task.Run(Console.In.ReadLineAsync);
    }
}
