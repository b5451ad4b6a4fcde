#!/usr/bin/env python3
"""What a day takes at a thousand times the size: time, memory, requests and cost, from figures that were measured.

usage: scale_model.py [--results RESULTS.md]

Three kinds of numbers go in: what RESULTS.md has of growing data (the points of its picture, and some rows of its tables), what
the project's own files look like, in FORMS, and what others say of their services, in LIMITS and PRICES with its source. What
comes out is a model: it says where to look, not what a bill will be.

The model goes through the measured points. Beyond them it is the straight line through the last two, or, where ten times the data
took more than ten times the time, the power law through them. Each point is held against what the two before it say; more than a
fifth off is a finding. One without a reason in REASONS ends the script with 1, as a test does.
"""
import argparse
import math
import os
import re
import sys

from measuring import results

HERE = os.path.dirname(os.path.abspath(__file__))
KB, MB, GB, TB = 1000, 1000**2, 1000**3, 1000**4
MIB, GIB = 1024**2, 1024**3

# What a record of each kind takes in a file of ours, by its form.
FORMS = {
    "checkpoint_bytes_per_title": 1.5,          # differences of ids in Base64 (CompactIds), and a name of twelve bytes for a hundred
    "records_per_file": 100,
}

# Of the services, as their documentation says.
LIMITS = {
    "puts_per_second_and_prefix": 3500,         # Amazon S3 User Guide, "Best practices design patterns: optimizing Amazon S3 performance"
    "keys_per_page": 1000,                      # Amazon S3 API Reference, ListObjectsV2
    "parts_per_object": 10_000,                 # Amazon S3 User Guide, "Amazon S3 multipart upload limits"
    "lambda_seconds": 900,                      # AWS Lambda Developer Guide, "Lambda quotas"
    "lambda_disk": 10_240 * MIB,                # the same
    "fargate_disk": 200 * GIB,                  # Amazon ECS Developer Guide, "Fargate task ephemeral storage"
}

# US East (N. Virginia), in dollars, from the price pages of the services, November 2026.
PRICES = {"put": 0.005 / 1000, "list": 0.005 / 1000, "head": 0.0004 / 1000, "gb_month": 0.023, "athena_tb": 5.0}

LINE = 10e9 / 8                                 # bytes a second of a network of 10 Gbit/s, an assumption
LIST_PAGE_SECONDS = 0.1                         # from asking for a page to having it, an assumption
FOUR_FIFTHS, SIX_FIFTHS = 0.8, 1.2

# Why a program is not where its two points before say, in both languages.
START = ("what is smaller is nearly all a start, so some hundredths of a second of it are taken for the price of the data, many times over",
         "o que é menor é quase só a partida, e alguns centésimos de segundo dela passam por preço dos dados, muitas vezes")
REASONS = {
    "datalake run": START, "Send-RawCsv in pwsh": START, "Test-RawCsv in pwsh": START, "batching": START,
    "unique ids": ("a tenth of the file is still nearly all PowerShell's start; what an id costs shows only in the whole file",
                   "um décimo do arquivo ainda é quase só a partida do PowerShell; o que um id custa só aparece no arquivo inteiro"),
    "all questions": ("the smaller files are nearly all the opening of the engine and of the tables, once a question",
                      "os arquivos menores são quase só a abertura do motor e das tabelas, uma vez por pergunta"),
    "all tables": ("the engine's memory is bounded: what ten times the rows join and sort is spilled to disk and read again (an external sort, n log n, and the packing of what is spilled)",
                   "a memória do motor é limitada: o que dez vezes as linhas juntam e ordenam vai ao disco e é lido de novo (ordenação externa, n log n, e a compressão do que vai ao disco)"),
}


class Measured:
    """What RESULTS.md has."""

    def __init__(self, path):
        self.sections = results.read(path)
        self.growth = {what: line for _, points in self.sections.values() for what, line in points.items()}
        small = self.row("small", "**datalake run (host), with check**")
        self.small_file_seconds = small["wall s"] / self.number("small", r"## ([\d,]+) CSVs")
        files = self.number("tables", r"movies\.csv of ([\d,]+) bytes") + self.number("tables", r"series\.csv of ([\d,]+)")
        # The point of ten times has all of the files.
        self.table_bytes = files / 10
        trusted, refined = self.number("tables", r"Trusted takes ([\d,]+) MB"), self.number("tables", r"Refined ([\d,]+) MB;")
        self.typed_bytes_per_byte = self.number("tables", r"typed take ([\d.]+) %") / 100
        self.refined_bytes_per_byte = self.typed_bytes_per_byte * refined / trusted
        titles, seconds, _ = self.growth["crawling"][1][-1]
        self.titles_per_second = titles * self.number("crawl", r"\| \*\*([\d,]+)\*\* \|") / seconds
        lists = [row for name, row in self.rows("objects") if name == "Get-LakeObject (bucket)"][-1]
        self.manifest_bytes_per_object = self.number("objects", r"manifest has ([\d,.]+) bytes an object")
        self.listing_seconds_per_object, self.listing_memory = lists["us an object"] / 1e6, lists["peak MB"]

    def rows(self, section):
        for _, columns, lines in results.tables(self.sections[section][0]):
            for cells in lines:
                yield cells[0], {column: as_number(cell) for column, cell in zip(columns[1:], cells[1:], strict=True)}

    def row(self, section, name):
        return next(row for found, row in self.rows(section) if found == name)

    def number(self, section, pattern):
        return as_number(re.search(pattern, self.sections[section][0])[1])


def as_number(text):
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return math.nan


def model(points, times, index=1):
    """Seconds (index 1) or MB (2) of so many times the data."""
    for before, after in zip(points, points[1:], strict=False):
        if times <= after[0] * (1 + 1e-6):
            share = math.log(times / before[0]) / math.log(after[0] / before[0])
            return before[index] * (after[index] / before[index]) ** share
    before, after = points[-2:]
    power = exponent(points, index)
    if index == 1 and power <= 1:
        return after[1] + (after[1] - before[1]) / (after[0] - before[0]) * (times - after[0])
    return after[index] * (times / after[0]) ** max(0, power)


def exponent(points, index=1):
    before, after = points[-2:]
    return math.log(after[index] / before[index]) / math.log(after[0] / before[0])


def largest(points, seconds):
    """How many times the data take so many seconds."""
    low, high = points[0][0], points[-1][0]
    while model(points, high) < seconds:
        high *= 2
    while high / low > 1.001:
        middle = math.sqrt(low * high)
        low, high = (middle, high) if model(points, middle) < seconds else (low, middle)
    return low


def held(measured):
    """Program -> what it was measured with: (times, seconds, what the two points before say, MB)."""
    found = {}
    for what, (_, points) in measured.growth.items():
        found[what] = [(times, seconds, model(points[:number], times) if number >= 2 else None, memory) for number, (times, seconds, memory) in enumerate(points)]
    return found


def is_close(said, seconds):
    return said is None or FOUR_FIFTHS <= said / seconds <= SIX_FIFTHS


def findings(measured):
    """(program, times, how far off) of what is more than a fifth off."""
    return [(what, times, said / seconds - 1) for what, lines in held(measured).items() for times, seconds, said, _ in lines if not is_close(said, seconds)]


def part_size(size):
    """As Send-RawCsv chooses it: 8 MiB, of files above 1 GiB a 128th up to 64 MiB, and more where 10,000 parts are not enough."""
    chosen = 8 * MIB if size <= GIB else min(64 * MIB, -(-size // 128))
    return max(chosen, -(-size // LIMITS["parts_per_object"]))


def requests_of(size):
    """PUTs and others for one file: a look and a PUT, or a look, the parts and four more."""
    return (1, 1) if size <= 8 * MIB else (-(-size // part_size(size)) + 2, 3)


def time(seconds):
    return (f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min" if seconds < 7200
            else f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:.1f} days")


def size_of(count):
    return f"{count / TB:,.0f} TB" if count >= 100 * TB else f"{count / TB:.3g} TB" if count >= TB else f"{count / GB:.3g} GB" if count >= GB else f"{count / MB:.0f} MB"


# The tables: columns and the names of rows in both languages, or in one where it is the same.

def held_table(measured):
    rows = []
    for what, lines in held(measured).items():
        unit = measured.growth[what][0]
        for times, seconds, said, memory in lines:
            rows.append((results.in_both(what), results.in_both(f"{times:,.0f} x {unit}"), time(seconds), "" if said is None else time(said),
                         "" if said is None else f"{(said / seconds - 1) * 100:+.0f} %" + ("" if is_close(said, seconds) else " (!)"), f"{memory:.0f} MB"))
    return [("program", "programa"), ("data", "dados"), ("measured", "medido"), ("the two before say", "os dois anteriores dizem"), ("off by", "diferença"), ("peak memory", "pico de memória")], rows


def finding_list(measured, language):
    """The findings and their reasons as a list, or that there is none."""
    found = findings(measured)
    if not found:
        return [("No program is more than a fifth off.", "Nenhum programa erra por mais de um quinto.")[language]]
    return [f"- {results.in_both(what)[language]}, {times:,.0f} x: {off * 100:+.0f} %. " + (f"{REASONS[what][language][0].upper()}{REASONS[what][language][1:]}." if what in REASONS else ("No reason is known.", "Não se sabe por quê.")[language])
            for what, times, off in found]


def volumes(measured):
    _, send = measured.growth["datalake run"]
    _, tables = measured.growth["all tables"]
    rows = []
    for day in (GB, 10 * GB, 100 * GB, TB, 10 * TB):
        files = max(1, day // GB)
        each = requests_of(min(day, GB))
        cost = files * (each[0] * PRICES["put"] + each[1] * PRICES["head"])
        month = 30 * day * (1 + measured.typed_bytes_per_byte) / GB * PRICES["gb_month"]
        times = day / measured.table_bytes
        rows.append((size_of(day), time(max(model(send, day / (10 * MB)), day / LINE)), f"{model(send, GB / (10 * MB), 2):.0f} MB", f"{files * sum(each):,}", f"${cost:,.2f}",
                     time(model(tables, times)), f"{model(tables, times, 2):,.0f} MB", f"${month:,.0f}", f"${day * measured.typed_bytes_per_byte / TB * PRICES['athena_tb']:.2f}"))
    return [("CSV a day, in files of 1 GB", "CSV por dia, em arquivos de 1 GB"), ("send and check", "enviar e conferir"), ("memory", "memória"), ("requests", "requisições"), ("their cost", "custo delas"),
            ("all tables, two cores", "todas as tabelas, dois núcleos"), ("memory", "memória"), ("30 days kept, a month", "30 dias guardados, por mês"), ("Athena reads Trusted once", "a Athena lê a Trusted uma vez")], rows


def files(measured):
    rows = []
    for count in (10_000, 100_000, 1_000_000, 10_000_000):
        pages = -(-count // LIMITS["keys_per_page"])
        rows.append((f"{count:,}", time(measured.small_file_seconds * count), time(count / LIMITS["puts_per_second_and_prefix"]), f"${count * (PRICES['put'] + PRICES['head']):,.2f}",
                     f"{pages:,}", time(pages * LIST_PAGE_SECONDS + count * measured.listing_seconds_per_object), f"{measured.listing_memory:.0f} MB", f"${pages * PRICES['list']:.2f}",
                     size_of(count * measured.manifest_bytes_per_object)))
    return [("files a day", "arquivos por dia"), ("send, 20 KB each", "enviar, 20 KB cada"), ("at S3's rate for one prefix", "no ritmo do S3 por prefixo"), ("cost", "custo"), ("pages of a listing", "páginas de uma listagem"),
            ("one listing", "uma listagem"), ("its memory", "memória dela"), ("its cost", "custo dela"), ("manifest of the day", "manifesto do dia")], rows


def records(measured):
    unit, batching = measured.growth["batching"]
    first = as_number(unit.split()[0])
    rows = []
    for count in (1_000_000, 10_000_000, 100_000_000, 1_000_000_000):
        number = count // FORMS["records_per_file"]
        checkpoint = count * FORMS["checkpoint_bytes_per_title"]
        rows.append((f"{count:,}", time(count / measured.titles_per_second), time(model(batching, count / first)), f"{model(batching, count / first, 2):.0f} MB", f"{number:,}", f"${number * PRICES['put']:,.2f}",
                     size_of(number * measured.manifest_bytes_per_object), size_of(checkpoint), size_of(number * checkpoint / 2)))
    return [("records a day, 1 KB each", "registros por dia, 1 KB cada"), ("fetched from TMDB at its rate", "buscados no TMDB, no ritmo dele"), ("written in batches", "gravados em lotes"), ("memory", "memória"), ("files", "arquivos"),
            ("their cost", "custo deles"), ("manifest of the day", "manifesto do dia"), ("checkpoint of one run", "checkpoint de uma execução"), ("all its writings, at most", "todas as suas gravações, no máximo")], rows


def firsts(measured):
    """What gives way first, and at what size."""
    _, tables = measured.growth["all tables"]
    per_byte = 1 + measured.typed_bytes_per_byte + measured.refined_bytes_per_byte
    in_gb = lambda seconds: largest(tables, seconds) * measured.table_bytes / GB
    even = 2 * FORMS["records_per_file"] * KB / FORMS["checkpoint_bytes_per_title"]
    return [("part", "parte"), ("gives way at", "cede em")], [
        (("tables in one Lambda, by its disk", "tabelas em uma Lambda, pelo disco"), (f"{LIMITS['lambda_disk'] / per_byte / GB:.1f} GB of CSV", f"{LIMITS['lambda_disk'] / per_byte / GB:.1f} GB de CSV")),
        (("tables in one Lambda, by its 15 minutes", "tabelas em uma Lambda, pelos 15 minutos"), (f"{in_gb(LIMITS['lambda_seconds']):.0f} GB of CSV", f"{in_gb(LIMITS['lambda_seconds']):.0f} GB de CSV")),
        (("a checkpoint that is as many bytes as what it is of", "um checkpoint com tantos bytes quanto aquilo de que ele é"), (f"{even:,.0f} titles a run", f"{even:,.0f} títulos por execução")),
        (("tables on Fargate, by its disk", "tabelas no Fargate, pelo disco"), (f"{LIMITS['fargate_disk'] / per_byte / GB:.0f} GB of CSV", f"{LIMITS['fargate_disk'] / per_byte / GB:.0f} GB de CSV")),
        (("a listing of a minute", "uma listagem de um minuto"), (f"{60 / (LIST_PAGE_SECONDS / LIMITS['keys_per_page'] + measured.listing_seconds_per_object):,.0f} objects", f"{60 / (LIST_PAGE_SECONDS / LIMITS['keys_per_page'] + measured.listing_seconds_per_object):,.0f} objetos")),
        (("a manifest of 100 MB", "um manifesto de 100 MB"), (f"{100 * MB / measured.manifest_bytes_per_object:,.0f} files a day", f"{100 * MB / measured.manifest_bytes_per_object:,.0f} arquivos por dia")),
        (("a star in one night of eight hours, two cores", "uma estrela em uma noite de oito horas, dois núcleos"), (f"{in_gb(8 * 3600):,.0f} GB of CSV", f"{in_gb(8 * 3600):,.0f} GB de CSV")),
        (("TMDB's rate, a day", "o ritmo do TMDB, por dia"), (f"{86_400 * measured.titles_per_second:,.0f} titles", f"{86_400 * measured.titles_per_second:,.0f} títulos")),
        (("partitions of days, for a listing each in a query of all days that takes a minute", "partições de dias, com uma listagem cada em uma consulta de todos os dias que leva um minuto"),
         (f"{60 / LIST_PAGE_SECONDS:,.0f} days, one after the other", f"{60 / LIST_PAGE_SECONDS:,.0f} dias, um após o outro")),
        (("writes below one prefix, an hour", "gravações sob um prefixo, por hora"), (f"{3600 * LIMITS['puts_per_second_and_prefix']:,} files", f"{3600 * LIMITS['puts_per_second_and_prefix']:,} arquivos")),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", default=os.path.join(HERE, "RESULTS.md"))
    measured = Measured(parser.parse_args().results)
    for title, block in (("The model against what was measured", held_table), ("CSV files", volumes), ("Many files", files), ("Records", records), ("What gives way first", firsts)):
        print(f"{title}:\n\n" + "\n".join(results.markdown(*block(measured))) + "\n")
    print("\n".join(finding_list(measured, 0)))
    if unexplained := [what for what, _, _ in findings(measured) if what not in REASONS]:
        sys.exit(f"More than a fifth off, and no reason is known: {', '.join(unexplained)}")


if __name__ == "__main__":
    main()
