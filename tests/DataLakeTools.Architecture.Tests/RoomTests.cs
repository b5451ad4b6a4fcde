using System.Text.RegularExpressions;

namespace DataLakeTools.Architecture.Tests;

/// <summary>Which room may use which.</summary>
public partial class RoomTests
{
    public static TheoryData<string> Projects => [House.Core, House.Module, House.Host];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_room_uses_a_room_above_it(string project) => Rule.HasNoViolation(
        from use in Product.Uses
        where Product.IsIn(use.Folder, project)
        let user = RoomOf(project, use.Folder)
        let used = SourceTree.FolderOfType.TryGetValue(use.Used, out var folder) ? RoomOf(project, folder) : -1
        where user >= 0 && used > user
        select $"{House.RoomsOf(project)[user]} uses {House.RoomsOf(project)[used]}: {use.User} uses {use.Used}");

    // What nameof or a comment names is in no assembly, and ties rooms together all the same.
    [Theory]
    [MemberData(nameof(Projects))]
    public void No_file_names_a_room_above_its_own(string project) => Rule.HasNoViolation(
        from file in SourceTree.Files
        where Product.IsIn(file, project)
        let user = RoomOf(project, file[..file.LastIndexOf('/')])
        from Match named in UsedNamespace().Matches(SourceTree.Read(file))
        where user >= 0 && RoomOf(project, FolderOf(project, named.Groups[1].Value)) > user
        select $"{file} names {named.Groups[1].Value}");

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_belongs_to_a_room(string project) => Rule.HasNoViolation(
        SourceTree.FolderOfType.Values.Distinct().Where(folder => folder.StartsWith($"{project}/", StringComparison.Ordinal) && RoomOf(project, folder) < 0));

    [Fact]
    public void Folder_lakes_and_S3_lakes_do_not_know_each_other() => Rule.HasNoViolation(
        UsesBetween("Storage/S3", "Storage/Folder").Concat(UsesBetween("Storage/Folder", "Storage/S3")));

    [Fact]
    public void TMDB_knows_no_storage() => Rule.HasNoViolation(UsesBetween("Tmdb", "Storage"));

    private static IEnumerable<string> UsesBetween(string user, string used) =>
        from use in Product.Uses
        where Product.IsIn(use.Folder, $"{House.Core}/{user}")
            && Product.IsIn(SourceTree.FolderOfType.GetValueOrDefault(use.Used, string.Empty), $"{House.Core}/{used}")
        select $"{use.User} uses {use.Used}";

    // The room with the longest name that the folder lies in; -1 if it lies in none.
    private static int RoomOf(string project, string folder) => House.RoomsOf(project).Index()
        .Where(room => Product.IsIn(folder, $"{project}/{room.Item}"))
        .OrderByDescending(room => room.Item.Length)
        .Select(room => room.Index)
        .FirstOrDefault(-1);

    private static string FolderOf(string project, string space) =>
        space.StartsWith(project + ".", StringComparison.Ordinal) ? $"{project}/{space[(project.Length + 1)..].Replace('.', '/')}" : string.Empty;

    [GeneratedRegex(@"^using (?:static )?(DataLakeTools[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex UsedNamespace();
}
