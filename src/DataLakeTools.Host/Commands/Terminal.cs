using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Host.Commands;

/// <summary>Whoever sits at the terminal that the program was started from.</summary>
internal static class Terminal
{
    /// <summary>How a command opens a lake: where somebody can be asked and can see the question, for the code of a device.</summary>
    public static LakeStoreOptions StoreOptionsWithMfaPrompt => new() { AskMfaCode = Console.IsInputRedirected || Console.IsErrorRedirected ? null : AskAsync };

    // The output is left to the results.
    private static async Task<string?> AskAsync(string device)
    {
        await Console.Error.WriteAsync($"Code of {PlainText.Of(device)}: ");
        return await Task.Run(Console.In.ReadLineAsync);
    }
}
