using DataLakeTools.HelpBuilder.Commands;

namespace DataLakeTools.HelpBuilder.Pages;

/// <summary>All help texts of one language: a folder with a page a cmdlet, about_ topics, and shared/ for inherited parameters.</summary>
public sealed class HelpBook
{
    private HelpBook(string culture, IReadOnlyDictionary<string, HelpPage> pages, IReadOnlyDictionary<string, HelpPage> shared, IReadOnlyDictionary<string, AboutTopic> topics)
    {
        Culture = culture;
        Pages = pages;
        Shared = shared;
        Topics = topics;
    }

    /// <summary>The culture, for example pt-BR.</summary>
    public string Culture { get; }

    /// <summary>The pages by the cmdlet's name.</summary>
    public IReadOnlyDictionary<string, HelpPage> Pages { get; }

    /// <summary>The pages of shared parameters by the name of the class that declares them.</summary>
    public IReadOnlyDictionary<string, HelpPage> Shared { get; }

    /// <summary>The topics by name.</summary>
    public IReadOnlyDictionary<string, AboutTopic> Topics { get; }

    /// <summary>Reads the folder of a language, which is named after its culture.</summary>
    /// <exception cref="InvalidDataException">A file cannot be understood; the message names it.</exception>
    public static HelpBook Read(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.md").ToLookup(file => Path.GetFileName(file).StartsWith("about_", StringComparison.Ordinal));
        var shared = Path.Combine(folder, "shared");
        return new HelpBook(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)),
            ReadAll(files[false], HelpPageReader.Read, page => page.Name),
            ReadAll(Directory.Exists(shared) ? Directory.EnumerateFiles(shared, "*.md") : [], HelpPageReader.Read, page => page.Name),
            ReadAll(files[true], AboutTopic.Read, topic => topic.Name));
    }

    /// <summary>The text of a parameter: the cmdlet's own, else that of the class that declares it; empty if there is none.</summary>
    public IReadOnlyList<string> TextOf(CommandFacts command, ParameterFacts parameter) =>
        Pages.TryGetValue(command.Name, out var page) && page.Parameters.TryGetValue(parameter.Name, out var own) ? own
        : Shared.TryGetValue(parameter.DeclaringClass, out var shared) && shared.Parameters.TryGetValue(parameter.Name, out var inherited) ? inherited
        : [];

    private static Dictionary<string, T> ReadAll<T>(IEnumerable<string> files, Func<string, T> read, Func<T, string> nameOf)
    {
        Dictionary<string, T> all = new(StringComparer.Ordinal);
        foreach (var file in files)
        {
            try
            {
                var page = read(File.ReadAllText(file));
                if (nameOf(page) != Path.GetFileNameWithoutExtension(file))
                {
                    throw new InvalidDataException($"The first heading is '{nameOf(page)}' and not the file's name.");
                }

                all.Add(nameOf(page), page);
            }
            catch (InvalidDataException exception)
            {
                throw new InvalidDataException($"{file}: {exception.Message}", exception);
            }
        }

        return all;
    }
}
