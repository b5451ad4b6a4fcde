"""From a CSV to a typed Parquet file."""
import json
import os
import shutil

from . import data, model, peers
from .bench import READ_BENCH, available_memory
from .lake import DATE, build_step, parquet_of
from .reading import shell
from .runs import Program, in_turn, pwsh, table

MOVIES = model.contracts("trusted")["movies"]
# What each column of the file becomes.
KINDS = dict(zip(data.COLUMNS, (column["type"] for column in MOVIES["columns"]), strict=True))


def polars(path, to, threads):
    """As its users type columns; what does not fit is null, as in ours. Node's has no decimals."""
    def typed(kind, cast, types):
        return ".str.split(',')" if kind.startswith("array") else "" if kind == "varchar" else cast.format(types[kind])

    python = ",".join(f"polars.col({name!r})" + typed(kind, ".cast({},strict=False)", {"smallint": "polars.Int16", "integer": "polars.Int32", "decimal(3,1)": "polars.Decimal(3,1)"}) for name, kind in KINDS.items())
    node = ",".join(f"pl.col('{name}')" + typed(kind, ".cast({},false)", {"smallint": "pl.Int16", "integer": "pl.Int32", "decimal(3,1)": "pl.Float64"}) for name, kind in KINDS.items())
    name, command = peers.polars(path, "|", f"(f.select([{python}]).sink_parquet({to!r},compression='zstd'),polars.scan_parquet({to!r}).select(polars.len()).collect().item())[1]",
                                 f"(f.select([{node}]).sinkParquet('{to}',{{compression:'zstd'}}).collectSync(),pl.scanParquet('{to}').select(pl.len()).collectSync().row(0)[0])")
    return name, command and ["env", f"POLARS_MAX_THREADS={threads}", *command]


def pandas(path, to):
    """It writes Parquet with a library that it does not bring, and holds everything as objects: give it room."""
    if available_memory() < 12 * os.path.getsize(path):
        return None
    types = {name: {"smallint": "Int16", "integer": "Int32", "decimal(3,1)": "float64"}.get(kind, "str") for name, kind in KINDS.items()}
    lists = [name for name, kind in KINDS.items() if kind.startswith("array")]
    return peers.python("pandas,pyarrow", f"f=pandas.read_csv({path!r},sep='|',quoting=3,dtype={types!r},na_values=['\\\\N'],keep_default_na=False)\n"
                        f"for name in {lists!r}:f[name]=f[name].str.split(',')\nf.to_parquet({to!r},compression='zstd');print(len(f))")


def programs(b, lake, to, threads, rows):
    """Who makes a Parquet file of the typed columns, with so many threads, and where."""
    exactly = rf"(?<!\d){rows}(?!\d)"
    job = b.path(f"trusted-{threads}.json")
    with open(job, "w", encoding="utf-8") as f:
        json.dump({"steps": [build_step(layer="Trusted", throttleLimit=threads)]}, f)
    script = b.path(f"copy-{threads}.sql")
    with open(script, "w", encoding="utf-8") as f:
        f.write(f"SET threads={threads};\nCOPY ({model.of_csv(MOVIES, b.source)}) TO '{to}/duckdb.parquet' (FORMAT parquet, COMPRESSION zstd);\n"
                f"SELECT CAST(sum(num_rows) AS BIGINT) FROM parquet_file_metadata('{to}/duckdb.parquet');\n")
    duckdb, copy = peers.duckdb_script(script)
    name, sink = polars(b.source, f"{to}/polars.parquet", threads)
    update = f"(Update-LakeTable -Lake '{lake}' -Layer Trusted -Date {DATE} -Force -ThrottleLimit {threads} | Where-Object Table -EQ movies).Rows"
    found = {
        **({"limit: cat to nowhere": (shell('exec cat "$0" > /dev/null', b.source), None, None)} if threads > 1 else {}),
        "**Update-LakeTable -Layer Trusted** in pwsh": (pwsh(update), exactly, lake),
        "**datalake run**, BuildTables of Trusted": ([*b.host, "run", job, "-l", lake, "--date", DATE], rf"movies\.parquet +{rows:,} rows", lake),
        f"{duckdb}, COPY with TRY_CAST": (copy, exactly, f"{to}/duckdb.parquet"),
        f"{name}, scan, cast, sink": (sink, exactly, f"{to}/polars.parquet"),
    }
    if threads > 1:
        found["CsvHelper and Parquet.Net"] = (["dotnet", READ_BENCH, "--parquet", b.source, f"{to}/net.parquet"], exactly, f"{to}/net.parquet")
        found["pandas with pyarrow"] = (pandas(b.source, f"{to}/pandas.parquet"), exactly, f"{to}/pandas.parquet")
    return found


def size_of(made):
    if made is None or not os.path.exists(made):
        return None
    return parquet_of(made)["movies"][1] if os.path.isdir(made) else os.path.getsize(made)


def parquet_section(b, say):
    lake, to = b.in_memory("typed"), b.in_memory("parquet")
    os.mkdir(to)
    in_turn([Program("raw", [*b.host, "run", b.job, "-l", lake, "--date", DATE])], b.env, 0)
    say("## CSV to typed Parquet", "", f"A movies.csv of {b.size:,} bytes, {b.rows:,} rows, to one Parquet file with zstd whose columns have the types of the contract and whose rows are in "
        "the order of the file. Whole processes; what is written lies in memory. Ours reads the object of a lake, takes only the strict form of a value, counts the rows against its own "
        "scanner and publishes a manifest; DuckDB alone writes with TRY_CAST, as its users do. The 20,000 different rows of the file come again and again, so it packs better than a real one does; "
        "the next section has files as the real ones are.", "")
    for threads in (2, 1):
        found = programs(b, lake, to, threads, b.rows)
        figures = in_turn([Program(name, command, expects) for name, (command, expects, _) in found.items()], b.env, b.runs)
        if (rows := parquet_of(lake)["movies"][0]) != b.rows:
            raise SystemExit(f"the lake has {rows} rows, not {b.rows}")
        sizes = {name: f"{size / 1e6:.0f} ({100 * size / b.size:.1f} %)" for name, (_, _, made) in found.items() if (size := size_of(made))}
        say("With two threads:" if threads == 2 else "With one thread, of those that can be told:", "", *table(figures, size=b.size, server=False, beside=("Parquet MB", sizes)), "")
    say("Tried on 2026-11-29 beside `read_csv`, in a program of its own with a movies.csv of 185 MB, medians of three, the same rows, sums and order: our reader filling the vectors of a table function "
        "of the engine's C interface within the COPY took 1.25 CPU seconds where what shipped took 1.95, and half its memory, in the same time; it is built in since. "
        "The engine's appender took 2.3 (chunks) and 3.4 (rows) and 700 MB, because every value is copied into a table first.", "")
    say("Where Polars takes less time, it reads and packs the one file with all threads, where ours, which has to keep the order of the rows, reads it on one and packs it on another; it has the file in memory, or mapped, meanwhile, and "
        "checks nothing that is not cast. Several files of a day are typed side by side.", "",
        "Two thirds of DuckDB alone was the aim. Before the change DuckDB took 0.9 CPU seconds of 2.6 to read a movies.csv and 1.7 to write its Parquet: our reader takes the place of the first, the engine's writer is the same, "
        "so what remains is the writer's (a writer of our own is not wanted). Tried, and taken: zstd at its first level, and a file that is read ahead of the engine on a thread of its own.", "",
        "pandas writes Parquet with pyarrow, which neither Debian, npm nor NuGet serves; where a Python has both, its row is measured.", "")
    for folder in (lake, to):
        shutil.rmtree(folder)
