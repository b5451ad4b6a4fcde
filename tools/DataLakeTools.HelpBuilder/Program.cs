using System.Reflection;
using DataLakeTools.HelpBuilder.Commands;
using DataLakeTools.HelpBuilder.Pages;
using DataLakeTools.HelpBuilder.Writing;

if (args is not [var assemblyFile, var docs, var online, .. { Length: > 0 } moduleFolders])
{
    Console.Error.WriteLine("usage: DataLakeTools.HelpBuilder <cmdlet assembly> <folder of the docs> <address of the docs> <module folder>...");
    return 2;
}

try
{
    var assembly = Assembly.LoadFrom(Path.GetFullPath(assemblyFile));
    var commands = CommandReader.Read(assembly);
    foreach (var book in Directory.GetDirectories(docs).Select(HelpBook.Read))
    {
        // PowerShell looks in the folder of the culture, then in that of its language, where readers of either Portuguese find it.
        var name = book.Culture == "pt-BR" ? "pt" : book.Culture;
        foreach (var folder in moduleFolders.Select(module => Path.Combine(module, name)))
        {
            Directory.CreateDirectory(folder);
            new MamlWriter(book, new Uri(online)).Write(commands, Path.Combine(folder, Path.GetFileName(assemblyFile) + "-Help.xml"));
            foreach (var topic in book.Topics.Values)
            {
                new TopicWriter(book.Culture).Write(topic, Path.Combine(folder, topic.Name + ".help.txt"));
            }
        }
    }

    return 0;
}
catch (InvalidDataException exception)
{
    // In the form that the build shows as an error of its own.
    Console.Error.WriteLine($"HelpBuilder : error HELP001: {exception.Message}");
    return 1;
}
