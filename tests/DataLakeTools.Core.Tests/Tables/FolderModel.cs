using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tests.Tables;

/// <summary>A model that is a folder alone, without what ships.</summary>
internal static class FolderModel
{
    public static TableModel Load(string folder) => TableModel.Of(TableModel.InFolder(folder));
}
