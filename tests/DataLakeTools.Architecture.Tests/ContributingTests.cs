using System.Text.RegularExpressions;

namespace DataLakeTools.Architecture.Tests;

/// <summary>That CONTRIBUTING.md draws the house as it is.</summary>
public partial class ContributingTests
{
    private static readonly string Continuation = new(' ', 19);

    private static readonly IReadOnlyList<(string Project, string Name, string Words)> Rooms = Read();

    private static readonly ILookup<string, string> Drawn = Rooms.ToLookup(room => room.Project, room => room.Name);

    public static TheoryData<string> Projects => [.. Directory.EnumerateDirectories(Path.Combine(SourceTree.Root, "src")).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_room_of_a_project_is_drawn_and_every_drawn_room_is_there(string project)
    {
        var folders = SourceTree.Files.Select(file => file.Split('/')).Where(path => path[0] == project && path.Length > 2).Select(path => path[1]);

        Assert.Equal(folders.Distinct().Order(StringComparer.Ordinal), Drawn[project].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_rooms_of_Core_are_drawn_from_the_lowest_to_the_highest() => Assert.Equal(
        House.CoreRooms.Where(room => !room.Contains('/', StringComparison.Ordinal)), Drawn[House.Core]);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_of_a_room_is_named_beside_the_room(string project) => Rule.HasNoViolation(
        from path in SourceTree.Files.Select(file => file.Split('/'))
        where path[0] == project && path.Length > 3
        let room = Rooms.Single(room => room.Project == project && room.Name == path[1])
        from folder in path[2..^1]
        where !room.Words.Contains($"{folder}/", StringComparison.Ordinal)
        select $"{project}/{room.Name}/ does not name {folder}/");

    [Fact]
    public void The_places_that_speak_HTTP_are_named()
    {
        var list = File.ReadLines(Path.Combine(SourceTree.Root, "CONTRIBUTING.md"))
            .SkipWhile(line => !line.StartsWith("HTTP is spoken in these places", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith("- ", StringComparison.Ordinal));

        Assert.Equal(House.SpeakHttp, list.Select(line => QuotedName().Match(line).Groups[1].Value));
    }

    // "  Project/   words" and under it "    Room/   words".
    private static List<(string Project, string Name, string Words)> Read()
    {
        var rooms = new List<(string Project, string Name, string Words)>();
        var project = string.Empty;
        foreach (var line in File.ReadLines(Path.Combine(SourceTree.Root, "CONTRIBUTING.md")))
        {
            if (ProjectLine().Match(line) is { Success: true } begun)
            {
                project = begun.Groups[1].Value;
            }
            else if (RoomLine().Match(line) is { Success: true } room)
            {
                rooms.Add((project, room.Groups[1].Value, room.Groups[2].Value));
            }
            else if (rooms.Count > 0 && line.StartsWith(Continuation, StringComparison.Ordinal))
            {
                rooms[^1] = rooms[^1] with { Words = rooms[^1].Words + line };
            }
        }

        return rooms;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex QuotedName();

    [GeneratedRegex(@"^  ([\w.]+)/ ")]
    private static partial Regex ProjectLine();

    [GeneratedRegex(@"^    (\w+)/ +(.*)")]
    private static partial Regex RoomLine();
}
