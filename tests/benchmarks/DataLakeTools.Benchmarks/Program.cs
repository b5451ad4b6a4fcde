using BenchmarkDotNet.Running;
using DataLakeTools.Benchmarks;

// dotnet run -c Release -- --job short --filter '*'      the benchmarks
// dotnet run -c Release -- --throughput movies.csv       GB/s over one file, from memory
// dotnet run -c Release -- --csvhelper check movies.csv "|"   a whole program with CsvHelper; also: ids
// dotnet run -c Release -- --typed sep movies.csv         every row typed, with sep, sylvan or csvhelper
// dotnet run -c Release -- --parquet movies.csv out.parquet   with CsvHelper and Parquet.Net
switch (args)
{
    case ["--throughput", var file]:
        Throughput.Print(File.ReadAllBytes(file));
        break;
    case ["--csvhelper", "check", var file, [var delimiter]]:
        Console.WriteLine(WholeFile.Check(file, delimiter));
        break;
    case ["--csvhelper", "ids", var file, [var delimiter]]:
        Console.WriteLine(WholeFile.CountIds(file, delimiter));
        break;
    case ["--typed", var library, var file]:
        Console.WriteLine(WholeTable.Read(library, file));
        break;
    case ["--parquet", var file, var parquet]:
        Console.WriteLine(await WholeTable.WriteParquetAsync(file, parquet));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
