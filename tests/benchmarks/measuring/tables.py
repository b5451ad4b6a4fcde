"""All tables: from the raw files to Trusted and Refined, with more data, and when nothing or a day has changed."""
import datetime
import json
import os
import shutil
import statistics

from . import data, model, parquet, peers
from .bench import available_memory
from .lake import DATE, build_step, parquet_of
from .reading import shell
from .relay import Relay
from .runs import Program, in_turn, median, pwsh, run, seconds, table

DAYS = 30
TITLE = data.COLUMNS[:8]  # What a row says of its title.


def polars(lake, to):
    """Both CSVs typed, and of the star the titles of the CSVs and their genres: what its users write in some lines. Node's only."""
    if not peers.node_with("nodejs-polars"):
        return None
    cast = {"smallint": ".cast(pl.Int16,false)", "integer": ".cast(pl.Int32,false)", "decimal(3,1)": ".cast(pl.Float64,false)"}
    of = {name: cast.get(kind, ".str.split(',')" if kind.startswith("array") else "") for name, kind in {**parquet.KINDS, "anoTermino": "smallint"}.items()}
    return ["node", "-e", f"""
const pl=require('nodejs-polars'),of={{{','.join(f"{name}:pl.col('{name}'){cast}" for name, cast in of.items())}}};
const typed=(path,name)=>{{const f=pl.scanCSV(path,{{sep:'|',quoteChar:'\\0',inferSchemaLength:0,nullValues:'\\\\N'}});
 f.select(...f.columns.map(c=>of[c])).sinkParquet('{to}/'+name,{{compression:'zstd'}}).collectSync();return pl.scanParquet('{to}/'+name)}};
const firsts=(f,kind)=>f.unique({{subset:['id'],keep:'first',maintainOrder:true}}).select(pl.lit(kind).alias('kind'),...{TITLE}.map(c=>pl.col(c)));
const titles=pl.concat([firsts(typed('{lake.movies}','movies.parquet'),'movie').collectSync(),firsts(typed('{lake.series}','series.parquet'),'series').collectSync()]).sort('id');
titles.writeParquet('{to}/fact_title.parquet',{{compression:'zstd'}});
titles.select('id','genero').explode('genero').dropNulls().unique().withColumn(pl.lit(1).div(pl.col('genero').count().over('id')).alias('weight'))
 .sort(['id','genero']).writeParquet('{to}/bridge_title_genre.parquet',{{compression:'zstd'}});
console.log(titles.height)"""]


def pandas(lake):
    """The same, and nothing written: Debian's brings no library for Parquet."""
    if available_memory() < 16 * os.path.getsize(lake.movies):
        return None
    types = {name: {"smallint": "Int16", "integer": "Int32", "decimal(3,1)": "float64"}.get(kind, "str") for name, kind in {**parquet.KINDS, "anoTermino": "smallint"}.items()}
    return peers.python("pandas", f"""
def typed(path,kind):
    f=pandas.read_csv(path,sep='|',quoting=3,dtype={types!r},na_values=['\\\\N'],keep_default_na=False)
    for name in ('genero','profissao','titulosMaisConhecidos'):f[name]=f[name].str.split(',')
    return f.drop_duplicates('id')[{TITLE}].assign(kind=kind)
titles=pandas.concat([typed({lake.movies!r},'movie'),typed({lake.series!r},'series')]).sort_values('id')
genres=titles[['id','genero']].explode('genero').dropna().drop_duplicates().sort_values(['id','genero'])
genres['weight']=1/genres.groupby('id')['genero'].transform('count')
print(len(titles))""")


def duckdb(b, lake, to, with_tests):
    path = b.path(f"tables-{with_tests}.sql")
    with open(path, "w", encoding="utf-8") as f:
        f.write(model.script(lake.movies, lake.series, lake.raw("TMDB/JSON/Movies"), lake.raw("TMDB/JSON/Series"), to, 2, with_tests))
    return peers.duckdb_script(path)


def all_tables(b, say):
    lake, to = b.lake(10), b.in_memory("peers")
    os.makedirs(to, exist_ok=True)
    size, exactly = lake.cinema.size + lake.cinema.series_size, rf"(?<!\d){lake.cinema.titles}(?!\d)"
    of_csv = rf"(?<!\d){lake.cinema.csv_titles}(?!\d)"
    name, script = duckdb(b, lake, to, False)
    update = f"(Update-LakeTable -Lake '{lake.folder}' -Date {DATE} -Force | Where-Object Table -EQ fact_title).Rows"
    figures = in_turn([
        Program("limit: cat of both CSVs to nowhere", shell('exec cat "$0" "$1" > /dev/null', lake.movies, lake.series)),
        Program("**Update-LakeTable** in pwsh, all tables, tested", pwsh(update), exactly),
        Program("**datalake run**, all tables, tested", [*b.host, "run", lake.build_job, "-l", lake.folder, "--date", DATE], rf"fact_title\.parquet +{lake.cinema.titles:,} rows"),
        Program(f"{name}, the same SQL, not tested", script, exactly),
        Program(f"{name}, the same SQL, the same data tests", duckdb(b, lake, to, True)[1], exactly),
        Program("Polars in Node, Trusted of both CSVs, titles and their genres alone", polars(lake, to), of_csv),
        Program("pandas, both CSVs typed, titles and their genres alone, nothing written", pandas(lake), of_csv),
    ], b.env, b.runs)
    lake.check()
    made = {layer: sum(size for _, size in parquet_of(lake.folder, layer).values()) for layer in ("Trusted", "Refined")}
    typed = parquet_of(lake.folder)
    share = 100 * (typed["movies"][1] + typed["series"][1]) / size
    say("## All tables", "", f"A movies.csv of {lake.cinema.size:,} bytes and {lake.cinema.rows:,} rows, a series.csv of {lake.cinema.series_size:,} and {lake.cinema.series_rows:,}, with the cardinalities "
        f"of the real ones, and {lake.cinema.records:,} records of TMDB, to the {len(typed)} tables of Trusted and the {len(parquet_of(lake.folder, 'Refined'))} of Refined. Whole processes, two threads; what is read and written lies in memory, our working files in the temporary folder. "
        "DuckDB alone runs the model's own SQL from a script, with TRY_CAST where ours takes strict forms alone, and writes as ours does; it counts nothing against the files, keeps no rejects and publishes nothing.", "",
        *table(figures, server=False), "",
        f"Trusted takes {made['Trusted'] / 1e6:.0f} MB, Refined {made['Refined'] / 1e6:.0f} MB; the two CSVs typed take {share:.1f} % of their bytes.", "")
    say("Where DuckDB takes less with the same tests, ours does what the script does not: it counts every row against its own scanner, keeps what broke a contract with its line, writes checksums and publishes; "
        "`Update-LakeTable` has PowerShell's start besides. Polars and pandas make two tables of the star and test none.", "")
    shutil.rmtree(to)


def films_alone(b, say):
    """The films of the real size, typed and no more."""
    films, folder = b.lake(10).movies, b.in_memory("films-alone")
    there = os.path.join(folder, "Raw/Local/CSV/Movies", *DATE.split("-"))
    os.makedirs(there)
    os.link(films, os.path.join(there, os.path.basename(films)))
    rows, programs = b.lake(10).cinema.rows, []
    for threads in (2, 1):
        job = b.path(f"films-{threads}.json")
        with open(job, "w", encoding="utf-8") as f:
            json.dump({"steps": [build_step(layer="Trusted", throttleLimit=threads)]}, f)
        of = f"{threads} thread{'s' if threads > 1 else ''}"
        programs += [
            Program(f"**Update-LakeTable -Layer Trusted** in pwsh, {of}", pwsh(f"(Update-LakeTable -Lake '{folder}' -Layer Trusted -Date {DATE} -Force -ThrottleLimit {threads}).Rows"), rf"(?<!\d){rows}(?!\d)"),
            Program(f"**datalake run**, BuildTables of Trusted, {of}", [*b.host, "run", job, "-l", folder, "--date", DATE], rf"movies\.parquet +{rows:,} rows"),
        ]
    say("Of these the movies.csv alone, typed:", "", *table(in_turn(programs, b.env, b.runs), server=False), "")
    shutil.rmtree(folder)


def growth(b, say):
    """A tenth of the files, the files, ten times as many: what the picture has."""
    figures, to = {}, b.in_memory("peers")
    for tenths in (1, 10, 100):
        if tenths == 100 and available_memory() < 12e9 / b.share + 2e9:
            say("(No room here for ten times the files.)", "")
            continue
        lake = b.lake(tenths)
        os.makedirs(to, exist_ok=True)
        rows = lake.unit
        name, script = duckdb(b, lake, to, False)
        ours = f"datalake run, {rows}"
        found = in_turn([
            Program(ours, [*b.host, "run", lake.build_job, "-l", lake.folder, "--date", DATE], rf"fact_title\.parquet +{lake.cinema.titles:,} rows"),
            Program(f"{name}, not tested, {rows}", script, rf"(?<!\d){lake.cinema.titles}(?!\d)"),
        ], b.env, b.runs if tenths < 100 else 0)
        lake.check()
        figures.update(found)
        b.add_point("all tables", b.lake(1).unit, tenths, median(found[ours], "wall"), median(found[ours], "peak"))
        shutil.rmtree(to)
        if tenths == 100:
            # Questions read none of it.
            shutil.rmtree(os.path.join(lake.folder, "Raw"))
    say("As the files grow:", "", *table(dict(sorted(figures.items(), key=lambda pair: pair[0].split(",")[0] != "datalake run")), server=False), "",
        "Where ten times the files take ours more than ten times the time, and more than DuckDB alone: the engine has a limit of memory here and none there, so joins and sorts spill to disk and are read again. "
        "Seen on 2026-11-30: of the making of `dim_artist` 18 % of the processor time packs what is spilled and 6 % unpacks it, for which the engine has no setting. Tried, in CPU seconds of that table: limits of 512, 700 and 1,000 MB "
        "(23.7, 20.9, 21.0 for 24.5), none (16.9); working files in memory (no change); one join for it (5 % less); one materialization fewer in `fact_title` (none); the engine's `block_allocator_memory` (none). Tried, and taken: "
        "the first row of a title found by its number and not by a sort, which is a fifth less for `fact_title`; memory that is freed given back at once, which costs a tenth of the processor time and saves a third of the memory.", "")


CASES = ("nothing changed", "the films of a day in the middle changed", "the films of the newest day changed")


def send_days(b, lake, env):
    """Thirty days of a thirtieth of the files each; gives the days and, for each run, another file of films."""
    cinema = data.Cinema(b.in_memory("days-files"), b.share * DAYS)
    days = [(datetime.date(2022, 5, 1) + datetime.timedelta(number)).isoformat() for number in range(DAYS)]
    for day in days:
        run([*b.host, "run", cinema.job("send.json"), "-l", lake, "--date", day], env)
    with open(cinema.movies, "rb") as f:
        films = f.read()
    changed = []
    for number in range(2 * (b.runs + 1)):
        path = b.in_memory(f"changed-{number}", "movies.csv")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(films + films[films.index(b"\n") + 1:][:(number + 1) * 20_000].rpartition(b"\r\n")[0] + b"\r\n")
        changed.append(path)
    run([*b.host, "run", cinema.job("build.json", build_step(), sends=False), "-l", lake, "--date", days[-1]], env)
    return days, changed


def change(path, lake, day):
    return f"$null = Send-RawCsv '{path}' -Lake '{lake}' -Date {day} -Specification Movies -Force"


def times_of_days(b):
    """Case -> seconds in a PowerShell that runs, and how many tables were built."""
    lake = b.in_memory("days")
    days, changed = send_days(b, lake, b.env)
    update = (f"$w = [Diagnostics.Stopwatch]::StartNew(); $made = @(Update-LakeTable -Lake '{lake}' -Date {days[-1]} | Where-Object Status -EQ Built).Count; "
              "[string]::Format([cultureinfo]::InvariantCulture, '{0} {1} {2}', $case, $w.Elapsed.TotalSeconds, $made)")
    lines = []
    for number in range(b.runs + 1):
        for case, before in enumerate(("", change(changed[2 * number], lake, days[DAYS // 2]), change(changed[2 * number + 1], lake, days[-1]))):
            lines.append(f"{before}; $case = {case}; {update}")
    said = [line.split() for line in run(pwsh("; ".join(lines)), b.env).output.splitlines() if line[:2] in ("0 ", "1 ", "2 ")][len(CASES):]
    return {name: (statistics.median(float(words[1]) for words in said if words[0] == str(case)), {int(words[2]) for words in said if words[0] == str(case)}) for case, name in enumerate(CASES)}


def counts_of_days(b):
    """Case -> kind -> what went between PowerShell and a bucket."""
    server = b.server("keep")
    days, changed = send_days(b, "s3://bench/days", server.env)
    relay, found = Relay(server.endpoint), {}
    through = dict(server.env, AWS_ENDPOINT_URL=relay.endpoint, S3_ENDPOINT_URL=relay.endpoint)
    for case, name in enumerate(CASES):
        if case:
            run(pwsh(change(changed[case - 1], "s3://bench/days", days[DAYS // 2] if case == 1 else days[-1])), server.env)
        relay.taken()
        run(pwsh(f"$null = Update-LakeTable -Lake s3://bench/days -Date {days[-1]}"), through)
        found[name] = relay.taken()
    relay.close()
    return found


def days_of(b, say):
    if not peers.tool("pwsh"):
        return
    times, counts = times_of_days(b), counts_of_days(b)
    if times[CASES[0]][1] != {0} or counts[CASES[0]].get("object read"):
        raise SystemExit(f"nothing has changed, and something was built or read: {times}, {counts}")
    say(f"A lake of {DAYS} days, each with a {DAYS}th of the files, in a PowerShell that runs: Update-LakeTable, both layers. Seconds are of a lake in a folder; bytes and requests of one in a bucket, as a relay between counts them. "
        "Of a CSV the newest day is what Refined is made of, so another day's is typed again and no more.", "",
        "| what | s | tables built | objects read | MB read | objects written | MB written | manifests read | lists and looks |", "|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name in CASES:
        of = lambda kind, name=name: counts[name].get(kind, (0, 0, 0))
        say(f"| {name} | {seconds(times[name][0])} | {'-'.join(map(str, sorted(times[name][1])))} | {of('object read')[0]} | {of('object read')[2] / 1e6:.1f} | {of('object written')[0]} | {of('object written')[1] / 1e6:.1f} "
            f"| {of('manifest read')[0]} | {of('list')[0] + of('look')[0]} |")
    say("")
    for folder in ("days", "days-files"):
        shutil.rmtree(b.in_memory(folder))


def tables_section(b, say):
    all_tables(b, say)
    films_alone(b, say)
    days_of(b, say)
    growth(b, say)
