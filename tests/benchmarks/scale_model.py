#!/usr/bin/env python3
"""What a day takes at a thousand times the size: time, memory, requests and cost, from figures that were measured.

usage: scale_model.py [--results RESULTS.md]

Three kinds of numbers go in: rates that are read from RESULTS.md (what a program takes at 100 MB and at 1 GB), rates that were
measured elsewhere and stand in MEASURED with their place, and what others say of their services, in LIMITS and PRICES with its
source. What comes out is a model: it says where to look, not what a bill will be. Its first table holds it against what was
measured at ten times less and ten times more; more than a fifth off is a finding, and the script ends with 1.
"""
import argparse
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
KB, MB, GB, TB = 1000, 1000**2, 1000**3, 1000**4
MIB, GIB = 1024**2, 1024**3

# Measured on two shared cores; docs/speed.md and many_objects.py say how.
MEASURED = {
    "trusted_seconds_per_gb": 1.46 / 0.27,      # two CSVs of 270 MB to typed tables
    "refined_seconds_per_gb": 3.72 / 0.27,      # those to the star schema with its data tests: RESULTS.md, "All tables", less the above
    "trusted_bytes_per_byte": 0.19,             # Parquet of a CSV
    "refined_bytes_per_byte": 64 / 261,
    "batch_seconds_per_record": 2.13 / 1e6,     # records of 1 KB, a hundred a file, into a folder
    "small_file_seconds": 0.56 / 2000,          # files of 20 KB over loopback
    "listing_seconds_per_object": 24e-6,        # Get-LakeObject over a bucket, many_objects.py
    "manifest_bytes_per_object": 155,
}

# Of the services, as their documentation says.
LIMITS = {
    "puts_per_second_and_prefix": 3500,         # Amazon S3 User Guide, "Best practices design patterns: optimizing Amazon S3 performance"
    "keys_per_page": 1000,                      # Amazon S3 API Reference, ListObjectsV2
    "parts_per_object": 10_000,                 # Amazon S3 User Guide, "Amazon S3 multipart upload limits"
    "lambda_seconds": 900,                      # AWS Lambda Developer Guide, "Lambda quotas"
    "lambda_disk": 10_240 * MIB,                # the same
    "tmdb_titles_per_second": 38,               # RESULTS.md, "Crawling": 40 requests a second, one a title
}

# US East (N. Virginia), in dollars, from the price pages of the services, November 2026.
PRICES = {"put": 0.005 / 1000, "list": 0.005 / 1000, "head": 0.0004 / 1000, "gb_month": 0.023, "athena_tb": 5.0}

LINE = 10e9 / 8                                 # bytes a second of a network of 10 Gbit/s, an assumption
LIST_PAGE_SECONDS = 0.1                         # from asking for a page to having it, an assumption
FOUR_FIFTHS, SIX_FIFTHS = 0.8, 1.2


def growing(path):
    """The rows of "Growing": program -> [(bytes, seconds, MB)]."""
    rows = {}
    with open(path, encoding="utf-8") as results:
        for line in results:
            found = re.match(r"\| (datalake run|Send-RawCsv in pwsh|Test-RawCsv in pwsh), ([\d,]+) bytes \| ([\d.]+) \|.*\| (\d+) \|$", line)
            if found:
                rows.setdefault(found[1], []).append((int(found[2].replace(",", "")), float(found[3]), int(found[4])))
    return rows


def line_through(series):
    """Start and seconds a byte of the straight line through the files of 100 MB and of 1 GB."""
    small, large = (next(point for point in series if point[0] >= size * 0.99) for size in (GB // 10, GB))
    rate = (large[1] - small[1]) / (large[0] - small[0])
    return small[1] - rate * small[0], rate


def part_size(size):
    """As Send-RawCsv chooses it: 8 MiB, of files above 1 GiB a 128th up to 64 MiB, and more where 10,000 parts are not enough."""
    chosen = 8 * MIB if size <= GIB else min(64 * MIB, -(-size // 128))
    return max(chosen, -(-size // LIMITS["parts_per_object"]))


def requests_of(size):
    """PUTs and others for one file: a look and a PUT, or a look, the parts and four more."""
    return (1, 1) if size <= 8 * MIB else (-(-size // part_size(size)) + 2, 3)


def time(seconds):
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:.1f} days"


def size_of(count):
    return f"{count / TB:g} TB" if count >= TB else f"{count / GB:g} GB" if count >= GB else f"{count / MB:.0f} MB"


def table(columns, rows):
    print("| " + " | ".join(columns) + " |")
    print("|---|" + "---:|" * (len(columns) - 1))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def check(rows):
    """The model against the measured; gives whether all is within a fifth."""
    lines, holds = [], True
    for program, series in rows.items():
        start, rate = line_through(series)
        for size, seconds, memory in series:
            said = start + rate * size
            is_close = FOUR_FIFTHS <= said / seconds <= SIX_FIFTHS
            holds &= is_close
            lines.append((program, size_of(round(size, -6)), f"{seconds:.2f} s", f"{said:.2f} s", f"{(said / seconds - 1) * 100:+.0f} %" + ("" if is_close else " (!)"), f"{memory} MB"))
    table(["program", "bytes", "measured", "model", "off by", "peak memory"], lines)
    return holds


def volumes(rows):
    start, rate = line_through(rows["datalake run"])
    lines = []
    for day in (GB, 10 * GB, 100 * GB, TB, 10 * TB):
        files = max(1, day // GB)
        each = requests_of(min(day, GB))
        send = start + max(rate, 1 / LINE) * day
        tables = MEASURED["trusted_seconds_per_gb"] * day / GB
        star = MEASURED["refined_seconds_per_gb"] * day / GB
        cost = files * (each[0] * PRICES["put"] + each[1] * PRICES["head"])
        month = 30 * day * (1 + MEASURED["trusted_bytes_per_byte"]) / GB * PRICES["gb_month"]
        scanned = day * MEASURED["trusted_bytes_per_byte"] / TB * PRICES["athena_tb"]
        lines.append((size_of(day), time(send), f"{files * sum(each):,}", f"${cost:.2f}", time(tables), time(star), f"${month:,.0f}", f"${scanned:.2f}"))
    table(["CSV a day, in files of 1 GB", "send and check", "requests", "their cost", "to Trusted", "to Refined", "30 days kept, a month", "Athena reads Trusted once"], lines)


def files():
    lines = []
    for count in (10_000, 100_000, 1_000_000, 10_000_000):
        pages = -(-count // LIMITS["keys_per_page"])
        lines.append((
            f"{count:,}", time(MEASURED["small_file_seconds"] * count), time(count / LIMITS["puts_per_second_and_prefix"]),
            f"${count * (PRICES['put'] + PRICES['head']):,.2f}", f"{pages:,}", time(pages * LIST_PAGE_SECONDS + count * MEASURED["listing_seconds_per_object"]),
            f"${pages * PRICES['list']:.2f}", size_of(count * MEASURED["manifest_bytes_per_object"])))
    table(["files a day", "send, 20 KB each", "at S3's rate for one prefix", "cost", "pages of a listing", "one listing", "its cost", "manifest of the day"], lines)


def records():
    lines = []
    for count in (1_000_000, 10_000_000, 100_000_000, 1_000_000_000):
        lines.append((
            f"{count:,}", time(count / LIMITS["tmdb_titles_per_second"]), time(count * MEASURED["batch_seconds_per_record"]), f"{count // 100:,}",
            f"${count // 100 * PRICES['put']:,.2f}", size_of(count // 100 * MEASURED["manifest_bytes_per_object"])))
    table(["records a day, 1 KB each", "fetched from TMDB at its rate", "written in batches", "files", "their cost", "manifest of the day"], lines)


def firsts():
    """What gives way first, and at what size."""
    star = LIMITS["lambda_seconds"] / (MEASURED["trusted_seconds_per_gb"] + MEASURED["refined_seconds_per_gb"])
    disk = LIMITS["lambda_disk"] / (1 + MEASURED["trusted_bytes_per_byte"] + MEASURED["refined_bytes_per_byte"]) / GB
    table(["part", "gives way at"], [
        ("tables in one Lambda, by time", f"{star:.0f} GB of new CSV"),
        ("tables in one Lambda, by its disk", f"{disk:.1f} GB of new CSV"),
        ("a star in one night of eight hours, two cores", f"{8 * 3600 / (MEASURED['trusted_seconds_per_gb'] + MEASURED['refined_seconds_per_gb']):.0f} GB of CSV"),
        ("a manifest of 100 MB", f"{100 * MB // MEASURED['manifest_bytes_per_object']:,} files a day"),
        ("a listing of a minute", f"{60 / (LIST_PAGE_SECONDS / LIMITS['keys_per_page'] + MEASURED['listing_seconds_per_object']):,.0f} objects"),
        ("writes below one prefix, an hour", f"{3600 * LIMITS['puts_per_second_and_prefix']:,} files"),
        ("TMDB's rate, a day", f"{86_400 * LIMITS['tmdb_titles_per_second']:,} titles"),
    ])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", default=os.path.join(HERE, "RESULTS.md"))
    rows = growing(parser.parse_args().results)
    if not rows:
        sys.exit("The results have no table of growth.")
    print("The model against what was measured:\n")
    holds = check(rows)
    print("CSV files:\n")
    volumes(rows)
    print("Many files:\n")
    files()
    print("Records:\n")
    records()
    print("What gives way first:\n")
    firsts()
    if not holds:
        sys.exit("The model is more than a fifth off.")


if __name__ == "__main__":
    main()
