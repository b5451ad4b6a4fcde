using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DataLakeTools.Completion;

/// <summary>Completes an argument from a list of words.</summary>
internal static class WordCompleter
{
    public static IEnumerable<CompletionResult> Complete(IEnumerable<string> words, string wordToComplete)
    {
        var begun = wordToComplete.Trim('\'', '"');
        foreach (var word in words)
        {
            if (word.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            {
                var text = word.All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-') ? word : $"'{word.Replace("'", "''", StringComparison.Ordinal)}'";
                yield return new CompletionResult(text, word, CompletionResultType.ParameterValue, word);
            }
        }
    }
}
