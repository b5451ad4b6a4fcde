using BenchmarkDotNet.Running;
using DataLakeTools.Benchmarks;

// dotnet run -c Release -- --job short --filter '*'      the benchmarks
// dotnet run -c Release -- --throughput movies.csv       GB/s over one file, from memory
if (args is ["--throughput", var file]) Throughput.Print(File.ReadAllBytes(file));
else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
