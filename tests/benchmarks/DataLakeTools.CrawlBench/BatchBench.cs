using System.Diagnostics;
using System.Text;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.CrawlBench;

/// <summary>Batches a million small records: of a known structure that is read already, of one that is not, and by shape.</summary>
internal static class BatchBench
{
    public static void Run(int count)
    {
        byte[][] records = [.. Enumerable.Range(0, 1000).Select(id => Encoding.UTF8.GetBytes(
            $$"""{"id":{{id}},"title":"Um título {{id}}","popularity":{{id}}.5,"adult":false,"genre_ids":[80,18],"release_date":{{(id % 7 == 0 ? "null" : "\"1999-10-15\"")}}}"""))];
        for (var round = 0; round < 2; round++)
        {
            Measure("known structure, read already", count, records, "movie/{id}", isValidated: true);
            Measure("known structure, checked here", count, records, "movie/{id}", isValidated: false);
            Measure("structure by shape", count, records, null, isValidated: false);
        }
    }

    private static void Measure(string what, int count, byte[][] records, string? structure, bool isValidated)
    {
        using var batcher = new RecordBatcher();
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        long largest = 0;
        long bytes = 0;
        var batches = 0;
        var watch = Stopwatch.StartNew();
        for (var index = 0; index < count; index++)
        {
            foreach (var batch in batcher.Add(new RawRecord(records[index % records.Length], structure, null, isValidated)))
            {
                using (batch)
                {
                    bytes += batch.Length;
                    _ = batch.Name;
                    batches++;
                }

                if (batches % 2000 == 0)
                {
                    largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: false));
                }
            }
        }

        watch.Stop();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Console.WriteLine($"{what}: {count / watch.Elapsed.TotalSeconds:N0} records/s, {bytes / watch.Elapsed.TotalSeconds / 1e6:F0} MB/s, {batches} batches, {allocated / (double)count:F0} bytes allocated a record, heap at most {largest / 1e6:F1} MB");
    }
}
