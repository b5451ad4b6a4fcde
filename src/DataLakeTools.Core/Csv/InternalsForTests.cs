using System.Runtime.CompilerServices;

// The tests choose the instruction set, so that every code path is tested on every machine that supports it.
[assembly: InternalsVisibleTo("DataLakeTools.Core.Tests")]
