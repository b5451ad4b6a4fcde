using System.Collections.Concurrent;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>
/// Keeps the order of files of one name while many files are sent side by side. Such files get one key; without an order
/// it would be chance which of them is there at the end.
/// </summary>
public sealed class SameNameOrder
{
    // Some lakes do not tell upper case from lower case.
    private readonly ConcurrentDictionary<string, Task> _last = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Puts a file behind those of the same name. Called once for each file, in their order.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="send">Sends the file.</param>
    /// <returns>A function that waits until the files before it are through, and then sends; it has to be called, because later files of the name wait for it.</returns>
    public Func<CancellationToken, Task<Receipt>> InTurn(string path, Func<CancellationToken, Task<Receipt>> send)
    {
        ArgumentNullException.ThrowIfNull(send);
        var name = Path.GetFileName(path);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = _last.GetValueOrDefault(name, Task.CompletedTask);
        _last[name] = end.Task;
        return SendAsync;

        async Task<Receipt> SendAsync(CancellationToken cancellationToken)
        {
            try
            {
                await before.WaitAsync(cancellationToken).ConfigureAwait(false);
                return await send(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _last.TryRemove(KeyValuePair.Create(name, end.Task));
                end.TrySetResult();
            }
        }
    }
}
