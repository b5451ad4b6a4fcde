using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Completion;
using DataLakeTools.Core.Answers;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Lists the questions that the tables of a lake answer, what each needs, and whether the lake has it.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "LakeQuestion")]
[OutputType(typeof(LakeQuestion))]
public sealed class GetLakeQuestionCommand : TableReadCommand
{
    /// <summary>The names of the questions, with wildcards; all when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(QuestionCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Lists the questions.</summary>
    protected override void ProcessRecord()
    {
        var literal = Name.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).ToList();
        _ = QuestionsNamed(literal);
        var patterns = Name.Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase)).ToList();
        var questions = QuestionsNamed([]).Where(question => patterns.Count == 0 || patterns.Any(pattern => pattern.IsMatch(question.Name))).ToList();
        var language = CultureInfo.CurrentUICulture.Name;
        if (!IsLakeNamed(Lake))
        {
            WriteObject(questions.Select(question => AnswerReader.Describe(question, language)), enumerateCollection: true);
            return;
        }

        var open = Tables();
        Begin(List);

        async IAsyncEnumerable<object> List([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var reader = await open(cancellationToken).ConfigureAwait(false);
            foreach (var question in await new AnswerReader(reader).DescribeAsync(questions, language, cancellationToken).ConfigureAwait(false))
            {
                yield return question;
            }
        }
    }
}
