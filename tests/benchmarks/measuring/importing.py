"""Rows of a CSV as typed objects."""
import os

from . import data, peers
from .bench import READ_BENCH
from .runs import Program, in_turn, pwsh, run, table


def import_section(b, say):
    lake, path = b.lake(10), b.path("plain.csv")
    rows, exactly = lake.cinema.rows, rf"(?<!\d){lake.cinema.rows}(?!\d)"
    with open(lake.movies, "rb") as f, open(path, "wb") as to:
        to.write(f.read().replace(b'"', b"'"))
        data.settle(to)
    import_csv = "(Import-Csv '{}' -Delimiter '|' | Measure-Object).Count"
    three = "id, genero, notaMedia"
    typed = {name: ["dotnet", READ_BENCH, "--typed", library, path] for name, library in (("CsvHelper", "csvhelper"), ("Sylvan.Data.Csv", "sylvan"), ("Sep", "sep"))}
    say("## Importing typed rows", "", f"A movies.csv of {lake.cinema.size:,} bytes and {rows:,} rows, every row an object that is counted and let go. Whole processes. "
        "Import-RawCsv gives the numbers of the contract as numbers, Import-Csv text. The libraries fill the properties of a class, numbers and lists, as a program of .NET would, and no object of PowerShell.", "",
        *table(in_turn([
            Program("**Import-RawCsv** in pwsh, typed", pwsh(f"(Import-RawCsv '{path}' | Measure-Object).Count"), exactly),
            Program("**Import-RawCsv -AsText** in pwsh", pwsh(f"(Import-RawCsv '{path}' -AsText | Measure-Object).Count"), exactly),
            Program("Import-Csv in pwsh, text", pwsh(import_csv.format(path)), exactly),
            Program("**Import-RawCsv -Property** in pwsh, three columns", pwsh(f"(Import-RawCsv '{path}' -Property {three} | Measure-Object).Count"), exactly),
            Program("Import-Csv and Select-Object in pwsh, three columns", pwsh(f"(Import-Csv '{path}' -Delimiter '|' | Select-Object {three} | Measure-Object).Count"), exactly),
            *(Program(f"{name}, a class with types", command, exactly) for name, command in typed.items()),
        ], b.env, b.runs), server=False, rows=rows), "")
    if peers.tool("pwsh"):
        found = int(run(pwsh(import_csv.format(lake.movies)), b.env).output)
        say(f"Quotation marks, which are data in the real files, were taken out of this one: to Import-Csv one at the start of a field is quoting, and of the file with them it gives {found:,} of the {rows:,} rows.", "")
    os.remove(path)
