"""Checking a CSV, and the unique ids of one."""
import os
import statistics
import subprocess

from . import data, peers
from .bench import READ_BENCH, available_memory
from .runs import Program, in_turn, pwsh, run, table

TITLES = 244_543


def shell(line, *arguments):
    return peers.tool("sh", "-c", line, *arguments)


def checks(b, path, delimiter, rows):
    columns, counted = "count(*)", "count(*)||' '||" + "||' '||".join(f'count("{name}")' for name in data.COLUMNS)
    test = f"$r = Test-RawCsv '{path}'; if (-not $r.IsValid) {{ exit 3 }}; \"$($r.Rows)\""
    quiet = f"if (-not (Test-RawCsv '{path}' -Quiet)) {{ exit 3 }}"
    query = lambda what: peers.duckdb(f"select {what} from {peers.duckdb_csv(path, delimiter)}")
    exactly = rf"(?<!\d){rows}(?!\d)"
    duckdb, count = query(columns)
    polars, lazy = peers.polars(path, delimiter, "f.select(polars.len()).collect().item()", "f.select(pl.len()).collectSync().row(0)[0]")
    _, complete = peers.polars(path, delimiter, "f.select(polars.len().alias('rows'),polars.all().count()).collect().row(0)",
                               "f.select(pl.len().alias('rows'),pl.all().count()).collectSync().row(0).join(' ')")
    # It holds everything as objects: give it room.
    pandas = peers.pandas(path, delimiter, data.COLUMNS, "len(f)") if available_memory() > 8 * os.path.getsize(path) else None
    return [
        Program("limit: cat to nowhere", shell('exec cat "$0" > /dev/null', path)),
        Program("limit: wc -l", peers.tool("wc", "-l", path), rf"(?<!\d){rows + 1}(?!\d)"),
        Program("**Test-RawCsv -Quiet** in pwsh, the check that Send-RawCsv makes", peers.tool("pwsh") and pwsh(quiet)),
        Program("**Test-RawCsv** in pwsh, with missing values a column", peers.tool("pwsh") and pwsh(test), exactly),
        Program(f"{duckdb}, count(*)", count, exactly),
        Program(f"{duckdb}, count(*) and count of every column", query(counted)[1], exactly),
        Program(f"{polars}, len", lazy, exactly),
        Program(f"{polars}, len and count of every column", complete, exactly),
        Program("CsvHelper, rows", ["dotnet", READ_BENCH, "--csvhelper", "check", path, delimiter], exactly),
        Program("pandas read_csv, all as text", pandas, exactly),
    ]


def inside_pwsh(b, path):
    """Seconds of Test-RawCsv alone in a pwsh that runs already and has run it once."""
    printed = run(pwsh(f"foreach ($i in 0..{b.runs}) {{ foreach ($quiet in $false, $true) {{ "
                       f"\"$i $quiet $((Measure-Command {{ Test-RawCsv '{path}' -Quiet:$quiet }}).TotalSeconds.ToString([cultureinfo]::InvariantCulture))\" }} }}"), b.env).output
    for quiet, name in (("True", "**Test-RawCsv -Quiet**, the check that Send-RawCsv makes"), ("False", "**Test-RawCsv**, with missing values a column")):
        yield name, statistics.median(float(words[2]) for words in map(str.split, printed.splitlines()) if words[1] == quiet and words[0] != "0")


def check_section(b, say):
    comma = b.path("movies-quoted.csv")
    comma_size, comma_rows = data.write_quoted(comma, b.size, b.lines)
    forms = [("`|`, no quoting", b.source, "|", b.size, b.rows), ("`,`, quoted", comma, ",", comma_size, comma_rows)]
    say("## Checking alone", "", "Whole processes, in a warm file cache. Each reads the file as its users would, and no two look for the same faults: Test-RawCsv "
        "checks the fields, UTF-8, quoting and line ending of every row. Peak memory counts what of the file a program maps.", "")
    for name, path, delimiter, size, rows in forms:
        say(f"{name}, {size:,} bytes, {rows:,} rows:", "", *table(in_turn(checks(b, path, delimiter, rows), b.env, b.runs), size=size, server=False), "")
    if peers.tool("pwsh"):
        say("In a pwsh that runs already, for the second and later times:", "", "| reader | file | s | GB/s |", "|---|---|---:|---:|",
            *(f"| {reader} | {name.replace('|', chr(92) + '|')} | {seconds:.3f} | {size / seconds / 1e9:.1f} |"
              for name, path, _, size, _ in forms for reader, seconds in inside_pwsh(b, path)), "")
    say("GB/s over the same files in memory, one core, best of seven:", "", *memory_table([(name, path) for name, path, *_ in forms]), "")
    say("Where Polars' len and CsvHelper's rows take less, they check less: Polars, asked for a number of rows, takes a row with a field too many and bytes that are no UTF-8 (the row below it, with the count of every column, refuses the latter); "
        "CsvHelper, told to refuse the former, does not look for the latter. Test-RawCsv also has PowerShell's start within it; the two last tables have the check without.", "")
    os.remove(comma)


def memory_table(sources):
    """GB/s of one core over the same files in memory, with what .NET programs would use else beside."""
    figures = []
    for _, source in sources:
        printed = subprocess.run(["dotnet", READ_BENCH, "--throughput", source], check=True, capture_output=True, text=True).stdout
        figures.append({line[:36].strip(): line[36:].split()[0] for line in printed.splitlines() if line.endswith("GB/s")})
    lines = ["| what | " + " | ".join(form.replace("|", "\\|") for form, _ in sources) + " |", "|---|" + "---:|" * len(sources)]
    return lines + [f"| {name} | " + " | ".join(figure[name] for figure in figures) + " |" for name in figures[0]]


def ids(path, titles, slow):
    """Every title's id once; slow: also what takes long."""
    exactly = rf"(?<!\d){titles}(?!\d)"
    distinct = "(select distinct id from " + peers.duckdb_csv(path, "|") + ")"
    duckdb, query = peers.duckdb(f"select count(*) from {distinct}")
    polars, lazy = peers.polars(path, "|", "f.select('id').unique().collect().height", "f.select('id').unique().collectSync().height")
    here = peers.tool("pwsh")
    found = [
        Program("limit: cat to nowhere", shell('exec cat "$0" > /dev/null', path)),
        Program("limit: as many numbers to Measure-Object in pwsh", peers.tool("pwsh", "-NoProfile", "-NonInteractive", "-Command", f"(1..{titles} | Measure-Object).Count"), exactly),
        Program("**Import-RawCsv -Unique id -Property id** in pwsh", here and pwsh(f"(Import-RawCsv '{path}' -Unique id -Property id | Measure-Object).Count"), exactly),
        Program("**Import-RawCsv -Unique id -Property id** in pwsh, into a variable", here and pwsh(f"$ids = Import-RawCsv '{path}' -Unique id -Property id; $ids.Count"), exactly),
        Program("awk, seen before or not", peers.tool("awk", "-F|", "NR>1 && !seen[$1]++{n++} END{print n}", path), exactly),
        Program(f"{duckdb}, select distinct", query, exactly),
        Program(f"{polars}, unique", lazy, exactly),
        Program("pandas read_csv of one column, unique", peers.pandas(path, "|", ["id"], "len(f['id'].unique())"), exactly),
        Program("CsvHelper with a hash set", ["dotnet", READ_BENCH, "--csvhelper", "ids", path, "|"], exactly),
        Program("Import-Csv with a hash set in pwsh", here and pwsh(
            f"$s = [Collections.Generic.HashSet[string]]::new(); @(Import-Csv '{path}' -Delimiter '|' | Where-Object {{ $s.Add($_.id) }} | Select-Object id).Count"), exactly),
    ]
    if slow:
        found.append(Program("Import-Csv and Select-Object id -Unique in pwsh", here and pwsh(f"@(Import-Csv '{path}' -Delimiter '|' | Select-Object id -Unique).Count"), exactly))
    return found


def ids_section(b, say):
    whole = TITLES // b.share
    say("## Unique ids", "", "The ids of a movies.csv whose titles have one to ten rows each: every id once. Whole processes. "
        "The objects of Import-RawCsv go to Measure-Object, which counts them; PowerShell hands it one after the other, so as many numbers that no file has to be read for are its limit. Into a variable they go without it.", "")
    for titles in (whole // 100, whole // 10, whole):
        path = b.path("titles.csv")
        size = data.write_titles(path, b.lines, titles)
        figures = in_turn(ids(path, titles, slow=titles == whole // 100), b.env, b.runs)
        say(f"{titles:,} titles, {size:,} bytes" + (" (`Select-Object -Unique` compares each id with all others, so only here):" if titles == whole // 100 else ":"), "",
            *table(figures, server=False), "")
        if ours := figures["**Import-RawCsv -Unique id -Property id** in pwsh"]:
            b.add_point("unique ids", f"{whole // 100:,} titles", titles / (whole // 100),
                        statistics.median(figure.wall for figure in ours), statistics.median(figure.peak for figure in ours))
    say("Where awk, DuckDB, Polars or CsvHelper take less, they start faster and make no object of PowerShell for each id. Piped, each id costs PowerShell its hand-over to the next command, which the limit row has without any file; "
        "into a variable it does not. Tried, and taken: reading ahead of the pipeline on another thread, code that is optimized when it is first compiled, and of the contracts only what the rows of the file need.", "")
    if peers.tool("pwsh"):
        seconds = "$((Measure-Command { $script:n = @(Import-RawCsv '%s' -Unique id -Property id).Count }).TotalSeconds.ToString([cultureinfo]::InvariantCulture))" % path
        printed = run(pwsh(f"foreach ($i in 0..{b.runs}) {{ \"{seconds}\" }}; if ($n -ne {whole}) {{ throw $n }}"), b.env).output.split()
        say(f"In a pwsh that runs already, the largest file: the first time {float(printed[0]):.2f} s, then {statistics.median(map(float, printed[1:])):.2f} s.", "")
    os.remove(path)
