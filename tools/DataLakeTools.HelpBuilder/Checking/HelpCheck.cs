using DataLakeTools.HelpBuilder.Commands;
using DataLakeTools.HelpBuilder.Pages;
using DataLakeTools.HelpBuilder.Writing;

namespace DataLakeTools.HelpBuilder.Checking;

/// <summary>Holds the help of all languages against the compiled cmdlets. Every finding is one line that says where.</summary>
public sealed class HelpCheck(IReadOnlyList<CommandFacts> commands, IReadOnlyList<string> errorIds)
{
    private const int FewestExamples = 3;
    private const string ErrorTopic = "about_LakeErrors";

    /// <summary>What is missing or too much, in books of several languages. The first one is what the others are held against.</summary>
    public IEnumerable<string> Run(IReadOnlyList<HelpBook> books) =>
        books.SelectMany(book => Within(book).Select(finding => $"{book.Culture}: {finding}"))
            .Concat(books.Skip(1).SelectMany(book => Between(books[0], book).Select(finding => $"{book.Culture}: {finding}")));

    private IEnumerable<string> Within(HelpBook book)
    {
        foreach (var name in book.Pages.Keys.Except(commands.Select(command => command.Name)))
        {
            yield return $"{name}.md is about no cmdlet.";
        }

        foreach (var command in commands)
        {
            if (!book.Pages.TryGetValue(command.Name, out var page))
            {
                yield return $"{command.Name} has no page.";
                continue;
            }

            foreach (var finding in OfPage(book, command, page).Concat(OfTypes(command, page)))
            {
                yield return $"{command.Name}: {finding}";
            }
        }

        // Lists of topics show one line of each.
        foreach (var topic in book.Topics.Values.Where(topic => topic.ShortDescription.Length > TopicWriter.Width - TopicWriter.Indent))
        {
            yield return $"{topic.Name}: the first paragraph is longer than {TopicWriter.Width - TopicWriter.Indent} characters.";
        }

        foreach (var finding in OfShared(book).Concat(OfLinks(book)).Concat(OfErrors(book)))
        {
            yield return finding;
        }
    }

    private static IEnumerable<string> OfPage(HelpBook book, CommandFacts command, HelpPage page)
    {
        if (page.Synopsis.Length == 0 || page.Synopsis.Contains(command.Name, StringComparison.OrdinalIgnoreCase))
        {
            yield return "the synopsis is empty or names the cmdlet itself.";
        }

        if (page.Description.Count == 0)
        {
            yield return "there is no description.";
        }

        if (page.Examples.Count < FewestExamples)
        {
            yield return $"there are {page.Examples.Count} examples and not {FewestExamples}.";
        }

        foreach (var example in page.Examples.Where(example => example.Code.Length == 0 || example.Remarks.Count == 0))
        {
            yield return $"the example '{example.Title}' has no code or no remark.";
        }

        foreach (var parameter in command.Parameters.Where(parameter => book.TextOf(command, parameter).Count == 0))
        {
            yield return $"-{parameter.Name} has no text, neither here nor in shared/{parameter.DeclaringClass}.md.";
        }

        foreach (var name in page.Parameters.Keys.Except(command.Parameters.Select(parameter => parameter.Name)))
        {
            yield return $"there is a text for -{name}, which the cmdlet does not have.";
        }
    }

    private static IEnumerable<string> OfTypes(CommandFacts command, HelpPage page)
    {
        string[] inputs = [.. command.InputTypes.Select(TypeNames.Full).DefaultIfEmpty("None").Order(StringComparer.Ordinal)];
        if (!inputs.SequenceEqual(page.Inputs.Keys.Order(StringComparer.Ordinal)))
        {
            yield return $"INPUTS are not {string.Join(", ", inputs)}.";
        }

        string[] outputs = [.. command.OutputTypes.Select(TypeNames.Full).DefaultIfEmpty("None").Order(StringComparer.Ordinal)];
        if (!outputs.SequenceEqual(page.Outputs.Keys.Order(StringComparer.Ordinal)))
        {
            yield return $"OUTPUTS are not {string.Join(", ", outputs)}.";
        }
    }

    private IEnumerable<string> OfShared(HelpBook book)
    {
        foreach (var (owner, page) in book.Shared)
        {
            var declared = commands.SelectMany(command => command.Parameters).Where(parameter => parameter.DeclaringClass == owner).Select(parameter => parameter.Name);
            foreach (var name in page.Parameters.Keys.Except(declared))
            {
                yield return $"shared/{owner}.md has a text for -{name}, which that class does not declare.";
            }
        }
    }

    private IEnumerable<string> OfLinks(HelpBook book)
    {
        string[] known = [.. commands.Select(command => command.Name), .. book.Topics.Keys];
        foreach (var (name, page) in book.Pages)
        {
            if (page.Links.Count == 0)
            {
                yield return $"{name}: there are no related links.";
            }

            foreach (var (text, address) in page.Links.Where(link => !link.Address.StartsWith("https://", StringComparison.Ordinal)))
            {
                if (!known.Contains(text) || address != text + ".md")
                {
                    yield return $"{name}: the link '{text}' leads to no cmdlet and no topic.";
                }
            }
        }
    }

    private IEnumerable<string> OfErrors(HelpBook book)
    {
        string[] told = book.Topics.TryGetValue(ErrorTopic, out var topic) ? [.. topic.Headings(3)] : [];
        foreach (var id in errorIds.Except(told))
        {
            yield return $"{ErrorTopic}: {id} is missing.";
        }

        foreach (var id in told.Except(errorIds))
        {
            yield return $"{ErrorTopic}: {id} is no error.";
        }
    }

    private static IEnumerable<string> Between(HelpBook first, HelpBook other)
    {
        foreach (var name in first.Topics.Keys.Except(other.Topics.Keys).Concat(other.Topics.Keys.Except(first.Topics.Keys)))
        {
            yield return $"{name} is there in one language only.";
        }

        foreach (var (name, page) in first.Pages.Where(page => other.Pages.ContainsKey(page.Key)))
        {
            var theirs = other.Pages[name];
            if (theirs.Synopsis == page.Synopsis)
            {
                yield return $"{name}: the synopsis is not translated.";
            }

            if (!theirs.Examples.Select(example => (example.Code, example.Output)).SequenceEqual(page.Examples.Select(example => (example.Code, example.Output))))
            {
                yield return $"{name}: the examples are not those of {first.Culture}.";
            }
        }
    }
}
