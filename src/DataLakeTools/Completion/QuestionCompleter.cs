using System.Globalization;
using DataLakeTools.Core.Answers;

namespace DataLakeTools.Completion;

/// <summary>Completes the names of questions, of the model that ships and of the user's own.</summary>
public sealed class QuestionCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) =>
        Beginning(begun, QuestionModel.Of(line.Model()).Questions
            .Select(question => new Suggestion(question.Name, question.Title.In(CultureInfo.CurrentUICulture.Name))));
}
