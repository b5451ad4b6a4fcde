"""Batches, crawls, and everything with 1, 10, 100 (and 1,000) times the data."""
import json
import os
import re
import shutil
import subprocess
import sys

from . import data, peers
from .bench import CRAWL_BENCH, available_memory
from .lake import DATE
from .runs import SERVER, Program, in_turn, median, pwsh, run, table
from .sending import CURL, SLOWER_THAN_CURL

RECORDS = 1_000_000
WRITE = ("import os,sys;os.mkdir(sys.argv[2])\nfor n in range(int(sys.argv[1])//100):\n"
         " with open(f'{sys.argv[2]}/{n}.json','wb',0) as f:f.write(b'x'*100_000)")
CRAWLED = re.compile(r"(\d+) titles in ([\d.]+) s.*?; (\d+) requests, \d+ retries, (\d+) refused.*?([\d.]+) requests/s = ([\d.]+) %.*?server: (\d+)", re.S)


def batch_section(b, say):
    """Records of 1 KB into a folder lake in memory."""
    records, folder = RECORDS // b.share, b.in_memory("batches")
    say("## Batching", "", "RecordBatcher and RawJsonBatchWriter into a folder lake in memory; every file flushed, read back and renamed. Whole processes; MB/s without their start.", "",
        "| records of 1 KB | wall s | CPU s | MB/s | files | bytes allocated a record, itself included | peak MB |", "|---:|---:|---:|---:|---:|---:|---:|")
    for count in (records // 100, records // 10, records):
        measured = repeated(b.runs, ["dotnet", CRAWL_BENCH, "lake", str(count), folder], folder, b.env)
        words = sorted((figure.output.split() for figure in measured), key=lambda said: float(said[2]))[len(measured) // 2]
        say(f"| {count:,} | {median(measured, 'wall'):.2f} | {median(measured, 'cpu'):.2f} | {words[2]} | {int(words[4]):,} | {words[8]} | {median(measured, 'peak'):.0f} |")
        b.add_point("batching", f"{records // 100:,} records", count / (records // 100), median(measured, "wall"), median(measured, "peak"))
    bare = repeated(b.runs, [sys.executable, "-I", "-c", WRITE, str(records), folder], folder, b.env)
    wall = median(bare, "wall")
    say(f"| limit: as many bytes to as many files in Python, and nothing else | {wall:.2f} | {median(bare, 'cpu'):.2f} | {records / wall / 1e3:.0f} | {records // 100:,} | | {median(bare, 'peak'):.0f} |", "")


def repeated(runs, command, folder, env):
    """Runs of a command that fills a folder, which is emptied before each."""
    figures = []
    for _ in range(runs):
        shutil.rmtree(folder, ignore_errors=True)
        figures.append(run(command, env))
    shutil.rmtree(folder, ignore_errors=True)
    return figures


def crawl_section(b, say):
    """Crawls of a stand-in for TMDB that allows 40 requests a second at 100 ms latency."""
    if not b.titles:
        return
    say("## Crawling", "", "A stand-in for TMDB in a process of its own that allows 40 requests in any second, at 100 ms latency; details, keywords, credits and "
        "external ids of every title. The last row is the way of the common scripts: one title at a time, three requests each.", "",
        "| titles | s | titles/s | requests | of the allowed rate | most in any second | refused (429) | CPU s | peak MB |", "|---:|" + "---:|" * 8)
    steps = sorted({max(b.titles // 100, 10), max(b.titles // 10, 10), b.titles})
    for titles in steps:
        last = titles == b.titles
        figure = run(["dotnet", CRAWL_BENCH, "crawl", str(titles), "40", "100" if last else "0"], b.env)
        ours, *common = CRAWLED.findall(figure.output)
        peak = float(re.search(r"peak (\d+) MB", figure.output)[1])
        core = float(re.search(r"([\d.]+) % of a core", figure.output)[1])
        for found, own in ((ours, True), *((found, False) for found in common)):
            count, seconds, requests, refused, _, share, most = found
            # The most in any second is of the whole life of the server, which our own crawl opened.
            say(f"| {'**' if own else ''}{int(count):,}{'**' if own else ', the common way'} | {seconds} | {int(count) / float(seconds):.1f} | {int(requests):,} | {share} % | "
                + (f"{most} | {refused} | {core / 100 * float(seconds):.1f} | {peak:.0f} |" if own else f"| {refused} | | |"))
        b.add_point("crawling", f"{steps[0]:,} titles", titles / steps[0], float(ours[1]), peak)
    say("")
    crawl_to_tables(b, say, steps[1])


def crawl_to_tables(b, say, titles):
    """A crawl by the host, and the same with all tables made of it at the end."""
    server = subprocess.Popen(["dotnet", SERVER, "tmdb", "--movies", str(titles), "--rate", "40", "--latency", "100", "--token", "token"], stdout=subprocess.PIPE, text=True)
    try:
        env = dict(b.env, TMDB_ENDPOINT=server.stdout.readline().strip(), TMDB_TOKEN="token")
        fetch, build = {"type": "FetchMovies", "all": True, "append": ["keywords", "credits", "external_ids"]}, {"type": "BuildTables"}
        figures = {}
        for name, steps in {"datalake run, crawl": [fetch], "datalake run, crawl and all tables of it": [fetch, build]}.items():
            lake, job = b.in_memory("crawled"), b.path("crawl.json")
            with open(job, "w", encoding="utf-8") as f:
                json.dump({"date": DATE, "steps": steps}, f)
            figures[f"{name}, {titles:,} titles"] = repeated(1, [*b.host, "run", job, "-l", lake], lake, env)
        say(*table(figures, server=False), "")
    finally:
        server.terminate()
        server.wait()


def grow_section(b, say):
    """Files of growing size, for which there is room, are sent and checked."""
    sizes = [b.size // 100, b.size // 10, b.size, b.large]
    server, source = b.server(), b.path("growing.csv")
    job = data.write_job(b.work, "growing.json", "growing.csv")
    say("## Growing", "", "Files of growing size, on disk and in the cache of the system; whole processes. Sending: with check, to a server that does as S3 does, without TLS.", "")
    figures, beside = {}, {}
    for number, size in enumerate(sizes):
        if shutil.disk_usage(b.work).free < size * 1.1 or available_memory() < size + 3e9:
            print(f"left out, no room: a file of {size:,} bytes", file=sys.stderr)
            say(f"(No room here for a file of {size:,} bytes.)", "")
            continue
        actual, rows = data.write_csv(source, size, b.lines)
        names = {what: f"{what}, {actual:,} bytes" for what in ("datalake run", "Send-RawCsv in pwsh", "Test-RawCsv in pwsh")}
        send = f"if ((Send-RawCsv '{source}' -Lake s3://bench/grown-{number}-{{turn}} -Specification Movies).Status -ne 'Uploaded') {{ exit 3 }}"
        found = in_turn([
            Program(names["datalake run"], [*b.host, "run", job, "-l", f"s3://bench/grow-{number}-{{turn}}"]),
            Program(names["Send-RawCsv in pwsh"], peers.tool("pwsh") and pwsh(send)),
            Program(names["Test-RawCsv in pwsh"], peers.tool("pwsh") and pwsh(f"(Test-RawCsv '{source}').Rows"), rf"^{rows}\s*$"),
            *([Program(CURL, peers.tool("curl", "-s", "-S", "-f", "-T", source, f"{server.endpoint}/bench/growing"))] if size == b.large else []),
        ], server.env, b.runs, "growing")
        os.remove(source)
        if size == b.large:
            beside = {name: figures for name, figures in found.items() if name != names["Test-RawCsv in pwsh"]}
        figures.update({name: found[name] for name in names.values()})
        for what, name in names.items():
            if found[name]:
                b.add_point(what, f"{sizes[0] / 1e6:.3g} MB", size / sizes[0], median(found[name], "wall"), median(found[name], "peak"))
    in_order = {name: figures[name] for what in names for name in figures if name.startswith(what)}
    say(*table(in_order, server=False), "")
    if beside:
        say("The largest, beside curl (S3 itself takes 5 GB in one PUT; this server takes more):", "", *table(beside, CURL, server=False), "", *SLOWER_THAN_CURL)
