using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Streams;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>Checks a CSV file without sending it.</summary>
public static class CsvFileCheck
{
    /// <summary>Reads a file from end to end and says what it is and what is wrong with it.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="options">What to look for.</param>
    /// <param name="reporter">Told how far it is.</param>
    /// <param name="clock">Paces what is told.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="Errors.DataLakeException">The file cannot be read, or changes while it is read.</exception>
    public static CsvSummary Run(string path, CsvScanOptions options, IReporter reporter, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var source = SourceFile.Open(path);
        using var progress = new ProgressMeter(Path.GetFileName(path), reporter, clock);
        progress.Begin("Checking", source.Length);
        var pass = new SourceFilePass(source, new CsvScanner(options), computesChecksum: false);
        var buffer = ReadBuffer.New();
        while (!pass.IsAtEnd)
        {
            progress.Add(pass.Fill(buffer, cancellationToken));
        }

        source.ThrowIfChanged();
        return pass.CheckToEnd(cancellationToken)!;
    }
}
