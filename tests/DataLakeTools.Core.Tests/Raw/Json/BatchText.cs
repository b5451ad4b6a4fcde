using System.Buffers;
using System.Text;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Core.Tests.Raw.Json;

internal static class BatchText
{
    public static RawRecord Record(string json, string? structure = "movie/{id}", string? id = null) =>
        new(Encoding.UTF8.GetBytes(json), structure, id);

    public static string TextOf(RecordBatch batch) => Encoding.UTF8.GetString(batch.Content.ToArray());

    public static List<RecordBatch> AddAll(this RecordBatcher batcher, IEnumerable<RawRecord> records)
    {
        var batches = records.SelectMany(batcher.Add).ToList();
        batches.AddRange(batcher.Complete());
        return batches;
    }
}
