using System.Runtime.CompilerServices;

namespace DataLakeTools;

/// <summary>The values of some rows of a CSV file, read on one thread, of which objects are made on another.</summary>
/// <param name="objects">Reads the values and makes the objects.</param>
internal sealed class CsvRowBatch(CsvRowObjects objects)
{
    private const int ValuesAtOnce = 512;
    private const int BytesAtOnce = 64 * 1024;

    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly object?[] _values = new object?[Math.Max(1, ValuesAtOnce / objects.Width) * objects.Width];
    private int _filled;
    private long _bytes;

    /// <summary>Whether there is no room for another row.</summary>
    public bool IsFull => _filled == _values.Length || _bytes >= BytesAtOnce;

    /// <summary>Ends when all objects have been made, or at once where so few bytes are held that many such batches may wait.</summary>
    public Task Room => _bytes > 2 * BytesAtOnce ? _taken.Task : Task.CompletedTask;

    /// <summary>Adds the row that the reader is at.</summary>
    /// <param name="bytes">How many bytes it has.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int bytes)
    {
        _bytes += bytes;
        objects.Read(_values.AsSpan(_filled, objects.Width));
        _filled += objects.Width;
    }

    /// <summary>The objects of the rows, each made when its turn comes.</summary>
    public IEnumerable<object> Objects()
    {
        for (var at = 0; at < _filled; at += objects.Width)
        {
            yield return objects.Of(_values.AsSpan(at, objects.Width));
        }

        _taken.TrySetResult();
    }
}
