using System.Management.Automation;
using System.Management.Automation.Host;

namespace DataLakeTools.Pipeline;

/// <summary>Asks whoever sits at the prompt.</summary>
internal static class Prompt
{
    /// <summary>One line; null where nobody can be asked.</summary>
    /// <param name="host">The program that shows the prompt.</param>
    /// <param name="question">What is asked.</param>
    public static string? Line(PSHost? host, string question)
    {
        try
        {
            // Unlike ReadLine, this refuses before it has written the question.
            return host?.UI?.Prompt(caption: string.Empty, message: string.Empty, [new FieldDescription(question)]).Values.FirstOrDefault()?.BaseObject as string;
        }
        catch (Exception exception) when (exception is HostException or PSNotImplementedException or PSInvalidOperationException or NotSupportedException)
        {
            // A scheduled task, a pipeline of a build, pwsh -NonInteractive.
            return null;
        }
    }
}
