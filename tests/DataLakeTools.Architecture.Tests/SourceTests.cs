using System.Text.RegularExpressions;

namespace DataLakeTools.Architecture.Tests;

/// <summary>What every source file keeps to.</summary>
public partial class SourceTests
{
    [Fact]
    public void A_file_declares_the_one_type_that_it_is_named_after() => Rule.HasNoViolation(
        from file in SourceTree.Files
        let types = SourceTree.TypesIn(SourceTree.Read(file)).Distinct().ToArray()
        where types.Length > 0 && (types.Length > 1 || types[0] != Path.GetFileName(file).Split('.')[0])
        select $"{file} declares {string.Join(", ", types)}");

    [Fact]
    public void No_two_types_share_a_name() => Rule.HasNoViolation(
        from type in SourceTree.FolderOfType.Keys
        group type by type[(type.LastIndexOf('.') + 1)..] into namesakes
        where namesakes.Count() > 1
        select string.Join(", ", namesakes));

    [Fact]
    public void No_type_is_named_after_nothing_in_particular() =>
        Rule.HasNoViolation(SourceTree.Files.Where(file => VagueName().IsMatch(Path.GetFileName(file))));

    // Each of them was a name once, and readers had to look up what it meant.
    [Fact]
    public void No_name_has_a_word_that_does_not_explain_itself() => Rule.HasNoViolation(
        from file in SourceTree.Files
        from Match name in UnclearName().Matches(CommentOrText().Replace(SourceTree.Read(file), string.Empty))
        select $"{file} has {name.Value}");

    [Fact]
    public void Nothing_sleeps() =>
        Rule.HasNoViolation(SourceTree.Files.Where(file => SourceTree.Read(file).Contains("Thread.Sleep", StringComparison.Ordinal)));

    [Fact]
    public void In_the_module_only_the_pipeline_bridge_starts_threads_and_locks() => Rule.HasNoViolation(
        from file in SourceTree.Files
        where file.StartsWith($"{House.Module}/", StringComparison.Ordinal) && !file.StartsWith($"{House.Module}/Pipeline/", StringComparison.Ordinal)
        from Match use in Threading().Matches(SourceTree.Read(file))
        select $"{file} has {use.Value}");

    // At once, or by ExceptionDispatchInfo where no native code is between any more.
    [Fact]
    public void What_catches_everything_throws_again() => Rule.HasNoViolation(
        from file in SourceTree.Files
        let text = SourceTree.Read(file)
        from Match handler in CatchAll().Matches(text)
        let block = BlockAt(text, handler.Index + handler.Length)
        where !block.Contains("throw", StringComparison.Ordinal) && !block.Contains("ExceptionDispatchInfo.Capture(", StringComparison.Ordinal)
        select $"{file}, line {text.AsSpan(0, handler.Index).Count('\n') + 1}");

    // {date:o} is in none. An interpolated text is in the culture of whoever runs it, where the year is 2565.
    [Fact]
    public void A_number_or_a_day_that_a_text_formats_is_in_the_invariant_culture() => Rule.HasNoViolation(
        from file in SourceTree.Files
        let text = SourceTree.Read(file)
        from Match hole in FormattedHole().Matches(text)
        let start = Math.Max(text.LastIndexOf(";\n", hole.Index, StringComparison.Ordinal), text.LastIndexOf("{\n", hole.Index, StringComparison.Ordinal))
        where !text[Math.Max(0, start)..hole.Index].Contains("InvariantCulture", StringComparison.Ordinal)
        select $"{file} has {hole.Value}, line {text.AsSpan(0, hole.Index).Count('\n') + 1}");

    [Fact]
    public void Retry_counts_and_delays_stand_in_one_place() => Assert.Equal(
        ["DataLakeTools.Http/RetryLimits.cs"],
        SourceTree.Files.Where(file => House.SpeakHttp.Any(place => Product.IsIn(file, place)) && OwnRetryNumber().IsMatch(SourceTree.Read(file))));

    // The Lambda host talks to its own machine, past every proxy.
    [Fact]
    public void All_clients_that_leave_the_machine_have_the_sockets_that_know_the_proxy() => Assert.Equal(
        ["DataLakeTools.Host/Lambda/LambdaHost.cs", "DataLakeTools.Http/HttpSockets.cs"],
        SourceTree.Files.Where(file => OwnSockets().IsMatch(SourceTree.Read(file))).Order(StringComparer.Ordinal));

    private static string BlockAt(string text, int start)
    {
        var depth = 0;
        for (var at = start; at < text.Length; at++)
        {
            depth += text[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0 && text[at] == '}')
            {
                return text[start..at];
            }
        }

        return text[start..];
    }

    // "catch" and "catch (Exception e)" without a condition.
    [GeneratedRegex(@"^\s*catch(?: \((?:System\.)?Exception(?: \w+)?\))?\s*$", RegexOptions.Multiline)]
    private static partial Regex CatchAll();

    [GeneratedRegex(@"Task\.Run\(|new Thread\(|\block \(|\b(?:Lock|SemaphoreSlim|Interlocked|Monitor|ThreadPool|BlockingCollection|Channel)\b(?=[\.( _])")]
    private static partial Regex Threading();

    [GeneratedRegex(@"new SocketsHttpHandler\b|new HttpClientHandler\b|new HttpClient\(\)")]
    private static partial Regex OwnSockets();

    [GeneratedRegex(@"\{[^{}""\n]*:(?:[yMdHms]{2}|[0#])[^{}""\n]*\}")]
    private static partial Regex FormattedHole();

    [GeneratedRegex(@"\b\w*(?:Retr|Attempt|Delay)\w*(?: \{[^}]*\})? = (?:[1-9]|TimeSpan\.From)")]
    private static partial Regex OwnRetryNumber();

    [GeneratedRegex(@"//[^\n]*|""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex CommentOrText();

    [GeneratedRegex(@"\bbeside\b(?=\s*[=.,;)\[+])|\b\w*(?:Telling|Witness|Remains)\b|\bRunWords\b")]
    private static partial Regex UnclearName();

    [GeneratedRegex("(Util|Utils|Helper|Helpers|Manager)\\.")]
    private static partial Regex VagueName();
}
