using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class RawRowReaderTests
{
    private const string Csv = "Raw/Local/CSV/Notes/2022/05/02/notes.csv";
    private const string Json = "Raw/TMDB/JSON/Movies/2022/05/02/abc-def-ghi.json";

    private int _second;

    [Theory]
    [InlineData(Csv, "id|x\n1|a\n2|b\n", "2|b")]
    [InlineData(Json, "[{\"id\":1},{\"id\":2}]", "{\"id\":2}")]
    public async Task A_row_is_shown_of_the_file_that_the_tables_were_made_of_also_where_it_was_copied(string key, string content, string expected)
    {
        await using var lake = new FolderTestLake();
        var input = await PutAsync(lake, key, content);
        Touch(lake, key);

        var row = Assert.Single(await ReadAsync(lake, input));

        Assert.Equal(expected, row.Text);
    }

    [Theory]
    [InlineData(Csv, "id|x\n1|a\n2|b\n", "id|x\n1|a\n3|c\n")]
    [InlineData(Csv, "id|x\n1|a\n2|b\n", "id|x\n0|z\n1|a\n2|b\n")]
    [InlineData(Json, "[{\"id\":1},{\"id\":2}]", "[{\"id\":1},{\"id\":3}]")]
    public async Task A_row_of_a_file_that_was_written_again_is_not_shown(string key, string content, string other)
    {
        await using var lake = new FolderTestLake();
        var input = await PutAsync(lake, key, content);
        await PutAsync(lake, key, other);

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => ReadAsync(lake, input));

        Assert.Equal(DataLakeError.TablesOutdated, exception.Error);
    }

    private async Task<ManifestInput> PutAsync(FolderTestLake lake, string key, string content)
    {
        var path = Path.Combine(lake.Root, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, content);
        Touch(lake, key);
        await using var store = lake.Open();
        var found = (await store.FindAsync(key, CancellationToken.None))!;
        var checksum = default(Crc32C);
        checksum.Append(Encoding.UTF8.GetBytes(content));
        return new ManifestInput(key, found.Size, found.ETag, Checksum.OfCrc32C(checksum.Value).ToString(), 2);
    }

    // Each time another moment, however coarse the clock of the file system is.
    private void Touch(FolderTestLake lake, string key) => File.SetLastWriteTimeUtc(Path.Combine(lake.Root, key), new DateTime(2022, 5, 2, 0, 0, ++_second, DateTimeKind.Utc));

    private static async Task<List<LakeRowTrace>> ReadAsync(FolderTestLake lake, ManifestInput input)
    {
        await using var store = lake.Open();
        var rows = new List<LakeRowTrace>();
        await foreach (var row in new RawRowReader(store).ReadAsync(input, [1], CancellationToken.None))
        {
            rows.Add(row);
        }

        return rows;
    }
}
