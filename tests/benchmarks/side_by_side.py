#!/usr/bin/env python3
"""Whole programs side by side in one run against one S3 server on loopback, and what it costs to start and to grow.

usage: side_by_side.py [--quick] [--only SECTION,...] [--size-gb N] [--large-gb N] [--runs N] [--titles N]
                       [--folder FOLDER] [--node-modules FOLDER] [--results FILE]

Needs the .NET SDK. Everything else that is measured is other people's and shown as "not on this machine" where it is
not there: pwsh, curl, aws, rclone, s5cmd, duckdb, awk and wc on the PATH; boto3, duckdb, polars and pandas in this Python
or in any python3 on the PATH; @duckdb/node-api, nodejs-polars and playwright-core where NODE_PATH or --node-modules says. README.md
beside this file says how to get them.

The server is the repository's own stand-in, and every program of a table meets the same one in the same mode:
  as S3 does   it computes the MD5 of every PUT and part, which S3's ETags are made of, checks the checksum that the
               program claims, and then forgets the bytes;
  discarding   it reads every body and does nothing with it: what is left is the limit of the sender and of the loopback.
It runs on the same processors, so its work counts against everybody's wall time; it is printed beside.

What is sent and read lies in --folder, in the cache of the system, as files of users do that were just written; /var/tmp
unless given. A file system in memory would do, but is slower to read from: it keeps small pages.

The programs take turns, there and back (A B C, C B A, ...), so that a drift of the machine's speed meets all of them. For
every program the script prints the median of wall seconds, of CPU seconds (user + system of the whole process, as the
operating system counts them, wait4) and of the peak memory, and the CPU seconds that the server spent on it meanwhile.
A peer whose first run takes more than 20 s is run once.

With --results FILE the tables go to FILE and the picture of growth to scale.svg beside it, and of RESULTS.md beside this
file the figures to docs/ (documents.py); with --only too these sections
take the place of those of before, and the others stay: each says of which day it is. --quick takes a tenth of the
data (and a hundredth of the crawl) and two runs: to see that it works, not to be quoted.
"""
import argparse
import datetime
import os
import platform
import subprocess
import sys
import time

SECTIONS = ["large", "small", "check", "ids", "import", "parquet", "tables", "questions", "page", "start", "cold", "batch", "crawl", "grow"]


def machine(peers):
    try:
        with open("/proc/cpuinfo") as f:
            cpu = next(line.split(":")[1].strip() for line in f if line.startswith("model name"))
    except (OSError, StopIteration):
        cpu = platform.processor()
    dotnet = subprocess.run(["dotnet", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    pwsh = [subprocess.run(peers.tool("pwsh", "--version"), capture_output=True, text=True, check=True).stdout.strip()] if peers.tool("pwsh") else []
    return (f"{datetime.date.today()}, {cpu}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; "
            f"{', '.join([f'.NET {dotnet}', *pwsh, *peers.versions()])}.")


def load():
    """What else ran on the machine meanwhile, as far as the system tells."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def arguments():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--quick", action="store_true", help="a tenth of the data, two runs")
    p.add_argument("--only", default=",".join(SECTIONS), help=f"some of {','.join(SECTIONS)}")
    p.add_argument("--size-gb", type=float)
    p.add_argument("--large-gb", type=float)
    p.add_argument("--runs", type=int)
    p.add_argument("--titles", type=int, help="how many titles the largest crawl has; 0 leaves crawling out")
    p.add_argument("--folder", default="/var/tmp" if os.path.isdir("/var/tmp") else None, help="where the files lie; best on a disk")
    p.add_argument("--node-modules", help="a node_modules folder with the Node peers")
    p.add_argument("--results", default="")
    a = p.parse_args()
    a.only = a.only.split(",")
    if unknown := set(a.only) - set(SECTIONS):
        p.error(f"no section: {', '.join(sorted(unknown))}")
    if a.folder and not os.path.isdir(a.folder):
        p.error(f"no folder: {a.folder}")
    return a


def save(path, sections):
    """After every section, so that a run that ends early has lost none."""
    from measuring import picture, results

    # The last is made by many_objects.py.
    folder, order = os.path.dirname(os.path.abspath(path)), ["machine", *SECTIONS, "objects"]
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "guards.md"), encoding="utf-8") as f:
        results.write(path, order, sections, f.read())
    if points := results.points_of(sections, order):
        with open(os.path.join(folder, "scale.svg"), "w", encoding="utf-8") as f:
            f.write(picture.svg(points))


def main():
    a = arguments()
    if a.node_modules:
        os.environ["NODE_PATH"] = os.path.abspath(a.node_modules)
    from measuring import asking, growing, importing, parquet, peers, reading, results, sending, starting, tables
    from measuring.bench import Bench

    steps = {
        "large": sending.large_section, "small": sending.small_section, "check": reading.check_section, "ids": reading.ids_section,
        "import": importing.import_section, "parquet": parquet.parquet_section, "tables": tables.tables_section,
        "questions": asking.questions_section, "page": asking.page_section,
        "start": starting.start_section, "cold": starting.cold_section, "batch": growing.batch_section, "crawl": growing.crawl_section, "grow": growing.grow_section,
    }
    share = 10 if a.quick else 1
    began = time.monotonic()
    sections = results.read(a.results) if a.results else {}
    text = []

    def say(*lines):
        text.extend(lines)
        print("\n".join(lines), flush=True)

    def close(name, points):
        sections[name] = ("\n".join(text).strip(), points)
        text.clear()

    b = Bench(folder=a.folder, size=int((a.size_gb or 1.0 / share) * 1e9), large=int((a.large_gb or 10.0 / share) * 1e9), share=share,
              runs=a.runs or (2 if a.quick else 3), titles=a.titles if a.titles is not None else 10_000 // (share * share))
    try:
        b.build()
        say(machine(peers), "",
            f"{b.runs} runs each in turn, there and back, after one to warm up; medians. What is sent and read lies {b.place}. No process seems to need less than the 8 MB of the one that starts it. The host is {b.form}; the server shares the processors. "
            "A busy machine adds to wall times, less to CPU seconds; so each section says how busy it was.", "")
        close("machine", {})
        for name in (name for name in SECTIONS if name in a.only):
            since, busy = time.monotonic(), load()
            b.points = {}
            steps[name](b, say)
            say(f"*{datetime.date.today()}, load average of the machine before: {busy}.*", "")
            close(name, b.points)
            if a.results:
                save(a.results, sections)
            print(f"[{name}: {time.monotonic() - since:.0f} s, load {load()}]", file=sys.stderr, flush=True)
        if a.results and os.path.abspath(a.results) == os.path.join(os.path.dirname(os.path.abspath(__file__)), "RESULTS.md"):
            import documents

            documents.main([])
        print(f"\n{time.monotonic() - began:.0f} s in all", file=sys.stderr)
    finally:
        b.close()


if __name__ == "__main__":
    main()
