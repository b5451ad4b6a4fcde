using DataLakeTools.Core.Tables.Builds;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class FolderStateTests
{
    private const string Folder = "Raw/TMDB/JSON/Movies/2022/05/02";

    [Fact]
    public void The_same_objects_are_the_same_state_in_whatever_order_they_come() =>
        Assert.Equal(StateOf(("a", 1, "x"), ("b", 2, "y"), ("c", 3, "z")), StateOf(("c", 3, "z"), ("a", 1, "x"), ("b", 2, "y")));

    [Fact]
    public void Other_objects_are_another_state()
    {
        var states = new[]
        {
            StateOf(),
            StateOf(("a", 1, "x"), ("b", 2, "y")),
            StateOf(("a", 1, "x"), ("c", 2, "y")),
            StateOf(("a", 2, "x"), ("b", 1, "y")),
            StateOf(("a", 1, "y"), ("b", 2, "x")),
            StateOf(("a", 1, "x"), ("b", 2, "y"), ("b", 2, "y")),
            StateOf(("a", 11, "x"), ("b", 2, "y")),
            StateOf(("a1", 1, "x"), ("b", 2, "y")),
        };

        Assert.Equal(states.Length, states.Distinct().Count());
    }

    [Fact]
    public void What_a_manifest_names_is_the_state_of_each_of_its_folders()
    {
        var states = FolderState.Of(
        [
            new ManifestInput($"{Folder}/a.json", 1, "x", "CRC32C:1", 1),
            new ManifestInput("Raw/TMDB/JSON/Series/2022/05/02/b.json", 5, "y", "CRC32C:2", 1),
            new ManifestInput($"{Folder}/c.json", 2, "z", "CRC32C:3", 1),
        ]);

        Assert.Equal([Folder, "Raw/TMDB/JSON/Series/2022/05/02"], states.Keys);
        Assert.Equal(StateOf(("a.json", 1, "x"), ("c.json", 2, "z")), states[Folder]);
        Assert.Equal((2, 3), (states[Folder].Objects, states[Folder].Bytes));
    }

    private static FolderState StateOf(params (string Name, long Size, string ETag)[] objects) =>
        objects.Aggregate(default(FolderState), (state, found) => state.With($"{Folder}/{found.Name}", found.Size, found.ETag));
}
