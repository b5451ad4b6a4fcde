namespace DataLakeTools.Architecture.Tests;

/// <summary>Which room may use which.</summary>
public class RoomTests
{
    [Fact]
    public void No_room_of_Core_uses_a_room_above_it() => Rule.HasNoViolation(
        from use in Product.Uses
        where Product.IsIn(use.Folder, House.Core)
        let user = RoomOf(use.Folder)
        let used = SourceTree.FolderOfType.TryGetValue(use.Used, out var folder) && Product.IsIn(folder, House.Core) ? RoomOf(folder) : -1
        where used > user
        select $"{House.CoreRooms[user]} uses {House.CoreRooms[used]}: {use.User} uses {use.Used}");

    [Fact]
    public void Every_folder_of_Core_belongs_to_a_room() => Rule.HasNoViolation(
        SourceTree.FolderOfType.Values.Distinct().Where(folder => Product.IsIn(folder, House.Core) && RoomOf(folder) < 0));

    [Fact]
    public void Folder_lakes_and_S3_lakes_do_not_know_each_other() => Rule.HasNoViolation(
        from use in Product.Uses
        let folder = SourceTree.FolderOfType.GetValueOrDefault(use.Used, string.Empty)
        where (use.Folder.EndsWith("/Storage/S3", StringComparison.Ordinal) && folder.EndsWith("/Storage/Folder", StringComparison.Ordinal))
            || (use.Folder.EndsWith("/Storage/Folder", StringComparison.Ordinal) && folder.EndsWith("/Storage/S3", StringComparison.Ordinal))
        select $"{use.User} uses {use.Used}");

    // The room with the longest name that the folder lies in; -1 if it lies in none.
    private static int RoomOf(string folder) => House.CoreRooms.Index()
        .Where(room => Product.IsIn(folder, $"{House.Core}/{room.Item}"))
        .OrderByDescending(room => room.Item.Length)
        .Select(room => room.Index)
        .FirstOrDefault(-1);
}
