using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.CrawlBench;

/// <summary>Batches records of 1 KB and writes the batches to a folder lake, several side by side, as the cmdlets do.</summary>
internal static class LakeBench
{
    private const int RecordBytes = 1000;

    public static async Task RunAsync(int count, string folder)
    {
        byte[][] records = [.. Enumerable.Range(0, 1000).Select(Record)];
        await using var store = LakeStore.Open(LakeAddress.Parse(folder), new LakeStoreOptions(), SilentReporter.Instance);
        var options = new RawJsonOptions { Date = new DateOnly(2022, 5, 2) };
        var writer = new RawJsonBatchWriter(store, options, SilentReporter.Instance, TimeProvider.System);
        var writing = new Queue<Task<Receipt>>();
        var (bytes, files) = (0L, 0);
        var watch = Stopwatch.StartNew();
        using (var batcher = new RecordBatcher())
        {
            for (var index = 0; index < count; index++)
            {
                // Every record is another, as every title is; else batches would be equal and written once.
                byte[] record = [.. records[index % records.Length]];
                Encoding.ASCII.GetBytes(index.ToString("D9", CultureInfo.InvariantCulture), record.AsSpan("""{"id":1""".Length));
                foreach (var batch in batcher.Add(new RawRecord(record, "movie/{id}", null, IsValidated: true)))
                {
                    await WriteAsync(batch);
                }
            }

            foreach (var batch in batcher.Complete())
            {
                await WriteAsync(batch);
            }
        }

        while (writing.TryDequeue(out var last))
        {
            Add(await last);
        }

        watch.Stop();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{watch.Elapsed.TotalSeconds:F3} s {bytes / watch.Elapsed.TotalSeconds / 1e6:F0} MB/s {files} files {bytes} bytes {GC.GetTotalAllocatedBytes() / (double)count:F0} bytes allocated a record"));

        async Task WriteAsync(RecordBatch batch)
        {
            if (writing.Count == LakeStoreOptions.DefaultThrottleLimit)
            {
                Add(await writing.Dequeue());
            }

            writing.Enqueue(Task.Run(async () =>
            {
                using (batch)
                {
                    return await writer.WriteAsync(batch, CancellationToken.None);
                }
            }));
        }

        void Add(Receipt receipt)
        {
            bytes += receipt.Size;
            files++;
        }
    }

    private static byte[] Record(int id)
    {
        var start = $$"""{"id":1000000000,"title":"Um título {{id}}","popularity":{{id}}.5,"genre_ids":[80,18],"overview":" """;
        return Encoding.UTF8.GetBytes(start + new string('x', RecordBytes - 4 - Encoding.UTF8.GetByteCount(start)) + "\"}");
    }
}
