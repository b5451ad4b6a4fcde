using System.Runtime.CompilerServices;

// The tests choose the instruction set, so that every path is tested on every machine.
[assembly: InternalsVisibleTo("DataLakeTools.Core.Tests")]
