using CsvHelper;

namespace DataLakeTools.Benchmarks;

/// <summary>The peer: CsvHelper, told the dialect and to refuse what our reader refuses.</summary>
internal static class CsvHelperReader
{
    public static CsvReader Open(byte[] bytes, char delimiter) => Open(new MemoryStream(bytes), delimiter);

    public static CsvReader Open(Stream stream, char delimiter) =>
        CsvReader.Create(
            stream,
            new CsvReaderOptions
            {
                Separator = delimiter,
                Mode = delimiter == '|' ? CsvMode.NoEscape : CsvMode.Rfc4180,
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Throw,
                NullValues = ["\\N"],
                BufferSize = 256 * 1024,
            });
}
