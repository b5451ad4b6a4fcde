"""Rows of a CSV as typed objects."""
from . import peers
from .bench import READ_BENCH
from .runs import Program, in_turn, pwsh, table


def import_section(b, say):
    lake = b.lake(10)
    path, rows = lake.movies, lake.cinema.rows
    exactly = rf"(?<!\d){rows}(?!\d)"
    typed = {name: ["dotnet", READ_BENCH, "--typed", library, path] for name, library in (("CsvHelper", "csvhelper"), ("Sylvan.Data.Csv", "sylvan"), ("Sep", "sep"))}
    say("## Importing typed rows", "", f"A movies.csv of {lake.cinema.size:,} bytes and {rows:,} rows, every row an object that is counted and let go. Whole processes. "
        "Import-RawCsv gives the numbers of the contract as numbers. Import-Csv gives text, and fewer rows than there are: a quotation mark at the start of a field is quoting to it, and data in these files. "
        "The libraries fill the properties of a class, numbers and lists, as a program of .NET would, and no object of PowerShell.", "",
        *table(in_turn([
            Program("**Import-RawCsv** in pwsh, typed", pwsh(f"(Import-RawCsv '{path}' | Measure-Object).Count"), exactly),
            Program("**Import-RawCsv -AsText** in pwsh", pwsh(f"(Import-RawCsv '{path}' -AsText | Measure-Object).Count"), exactly),
            Program("Import-Csv in pwsh, text", peers.tool("pwsh") and pwsh(f"(Import-Csv '{path}' -Delimiter '|' | Measure-Object).Count")),
            *(Program(f"{name}, a class with types", command, exactly) for name, command in typed.items()),
        ], b.env, b.runs), server=False, rows=rows), "")
