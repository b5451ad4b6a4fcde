using DataLakeTools.Core.Csv;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>Checks a CSV file without sending it.</summary>
public static class CsvFileCheck
{
    /// <summary>Reads a file from end to end and says what it is and what is wrong with it.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="options">What to look for.</param>
    /// <param name="progress">Told the bytes read so far, slice by slice; may be null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="Errors.DataLakeException">The file cannot be read, or changes while it is read.</exception>
    public static CsvSummary Run(string path, CsvScanOptions options, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        using var source = SourceFile.Open(path);
        var scanner = new CsvScanner(options);
        var buffer = GC.AllocateUninitializedArray<byte>(SourceFilePass.SliceBytes);
        for (long offset = 0; offset < source.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = source.Read(buffer, offset);
            scanner.Scan(buffer.AsSpan(0, read));
            offset += read;
            progress?.Invoke(offset, source.Length);
        }

        source.ThrowIfChanged();
        return scanner.Complete();
    }
}
