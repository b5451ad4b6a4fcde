using System.Text.RegularExpressions;

namespace DataLakeTools.Architecture.Tests;

/// <summary>That CONTRIBUTING.md draws the house as it is.</summary>
public partial class ContributingTests
{
    private static readonly ILookup<string, string> Drawn = Read();

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

    // "  Project/   words" and under it "    Room/   words".
    private static ILookup<string, string> Read()
    {
        var rooms = new List<(string Project, string Room)>();
        var project = string.Empty;
        foreach (var line in File.ReadLines(Path.Combine(SourceTree.Root, "CONTRIBUTING.md")))
        {
            if (ProjectLine().Match(line) is { Success: true } begun)
            {
                project = begun.Groups[1].Value;
            }
            else if (RoomLine().Match(line) is { Success: true } room)
            {
                rooms.Add((project, room.Groups[1].Value));
            }
        }

        return rooms.ToLookup(room => room.Project, room => room.Room);
    }

    [GeneratedRegex(@"^  ([\w.]+)/ ")]
    private static partial Regex ProjectLine();

    [GeneratedRegex(@"^    (\w+)/ ")]
    private static partial Regex RoomLine();
}
