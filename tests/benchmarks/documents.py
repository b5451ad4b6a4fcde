#!/usr/bin/env python3
"""Writes the figures of docs/ from RESULTS.md, in English and Portuguese: what stands between "figures NAME" and "end of figures",
and those of the READMEs' first table.

usage: documents.py [--check]

With --check nothing is written, and documents with other figures end it with 1; the suite does that. The words around the figures
are written by hand and name none of RESULTS.md.
"""
import os
import re
import sys

import scale_model
from measuring import results

ROOT = os.path.abspath(os.path.join(scale_model.HERE, "..", ".."))
DOCUMENTS = [os.path.join(ROOT, "docs", folder, name) for name in ("speed.md", "scale.md", "athena.md") for folder in ("", "pt-BR")]
READMES = [os.path.join(ROOT, name) for name in ("README.md", "README.pt-BR.md")]
BLOCK = re.compile(r"(<!-- figures ([\w-]+) -->\n)(.*?)(<!-- end of figures -->)", re.S)

PROGRAM, WALL, CPU, PEAK = ("program", "programa"), ("s", "s"), ("CPU s", "CPU s"), ("peak MB", "pico MB")

def sending(measured):
    """One large file, to both servers without TLS."""
    tables = [found for found in results.tables(measured.sections["large"][0]) if "no TLS" in found[0]]
    real, discarding = ([dict(zip(columns, cells, strict=True)) for cells in rows] for _, columns, rows in tables)
    shown = [(one, next((other for other in discarding if other["program"] == one["program"]), {})) for one in real if one.get("CPU s")]
    return ([PROGRAM, ("as S3 does, s", "como o S3, s"), ("x curl", "x curl"), ("discarding, s", "descartando, s"), CPU, PEAK],
            [(results.in_both(one["program"]), one["wall s"], next((one[name] for name in one if name.startswith("x curl")), ""), other.get("wall s", ""), one["CPU s"], one["peak MB"]) for one, other in shown])


# What, in both languages, and the rows that say it: section, which of its tables have such a row, and the row.
ROWS = [
    (("the largest file, checked", "o maior arquivo, conferindo"), "grow", -1, r"datalake run, .*"),
    (("", ""), "grow", -1, r"Send-RawCsv in pwsh, .*"),
    (("", ""), "grow", -1, r"curl, one PUT.*"),
    (("1 GB over TLS", "1 GB com TLS"), "large", 1, r"\*\*datalake run.*"),
    (("", ""), "large", 1, r"\*\*Send-RawCsv.*"),
    (("", ""), "large", 1, r"curl, one PUT.*"),
    (("2,000 files of 20 KB", "2,000 arquivos de 20 KB"), "small", 0, r"\*\*datalake run.*"),
    (("", ""), "small", 0, r"\*\*Send-RawCsv.*"),
    (("", ""), "small", 0, r"limit: curl.*"),
    (("", ""), "small", 0, r"rclone copy.*"),
    (("", ""), "small", 0, r"aws s3 cp.*"),
    (("checking 1 GB", "conferir 1 GB"), "check", 0, r"\*\*Test-RawCsv -Quiet\*\*.*"),
    (("", ""), "check", 0, r"\*\*Test-RawCsv\*\*.*"),
    (("every id of 178 MB once", "cada id de 178 MB uma vez"), "ids", 2, r"\*\*Import-RawCsv.*, into a variable"),
    (("", ""), "ids", 2, r"Import-Csv with a hash set.*"),
    (("", ""), "ids", 2, r"awk.*"),
    (("a million rows as objects", "um milhão de linhas como objetos"), "import", 0, r"\*\*Import-RawCsv\*\* in pwsh, typed"),
    (("", ""), "import", 0, r"Import-Csv in pwsh, text"),
    (("1 GB of CSV to typed Parquet", "1 GB de CSV para Parquet tipado"), "parquet", 0, r"\*\*datalake run.*"),
    (("", ""), "parquet", 0, r"DuckDB.*"),
    (("", ""), "parquet", 0, r"Polars.*"),
    (("all tables, tested", "todas as tabelas, com testes"), "tables", 0, r"\*\*datalake run.*"),
    (("", ""), "tables", 0, r"\*\*Update-LakeTable.*"),
    (("", ""), "tables", 0, r"DuckDB.*the same data tests"),
    (("of ten times the files", "de dez vezes os arquivos"), "tables", -1, r"datalake run, 15.*"),
    (("", ""), "tables", -1, r"DuckDB.*, 15.*"),
    (("four questions of 200,000 rows", "quatro perguntas sobre 200,000 linhas"), "questions", 2, r"\*\*Invoke-LakeQuery.*"),
    (("", ""), "questions", 2, r"Import-RawCsv and Group-Object.*"),
    (("", ""), "questions", 2, r"pandas.*"),
    (("the page", "a página"), "page", 0, r"\*\*datalake run.*"),
    (("a crawl of 1,000 titles", "um crawl de 1,000 títulos"), "crawl", 1, r"datalake run, crawl, .*"),
    (("and all tables of it", "e todas as suas tabelas"), "crawl", 1, r"datalake run, crawl and all tables.*"),
]


def everything(measured):
    rows = []
    for what, section, table, pattern in ROWS:
        for _, columns, lines in results.tables(measured.sections[section][0])[table:][:1]:
            # Of the tables of growth, the last such row is the largest.
            if found := [dict(zip(columns, cells, strict=True)) for cells in lines if re.fullmatch(pattern, cells[0])][-1:]:
                rows.append((what, results.in_both(found[0]["program"]), found[0]["wall s"], found[0]["CPU s"], found[0]["peak MB"]))
    return [("what", "o quê"), PROGRAM, WALL, CPU, PEAK], rows


def starting(measured):
    """Milliseconds of starts, ours and the runtimes' own."""
    rows = []
    for section in ("start", "cold"):
        for _, _, lines in results.tables(measured.sections.get(section, ("", {}))[0]):
            rows += [(results.in_both(("Lambda: " if section == "cold" else "") + cells[0]), cells[1], cells[4] if len(cells) > 4 else "") for cells in lines if cells[1] != "not on this machine"]
    return [("start", "partida"), ("ms", "ms"), PEAK], rows


def objects(measured):
    (_, columns, rows), = results.tables(measured.sections["objects"][0])
    names = [("command", "comando"), ("objects", "objetos"), ("s", "s"), ("CPU s", "CPU s"), ("us an object", "us por objeto"), PEAK]
    assert [english for english, _ in names] == columns, columns
    return names, [(results.in_both(cells[0]), *cells[1:]) for cells in rows]


def table_sizes(measured):
    """All tables as the files grow, for who chooses a machine."""
    unit, points = measured.growth["all tables"]
    bytes_of = lambda times: scale_model.size_of(times * measured.table_bytes)
    return ([("CSV", "CSV"), ("all tables, tested, two cores", "todas as tabelas, com testes, dois núcleos"), ("memory", "memória")],
            [(bytes_of(times), scale_model.time(seconds), f"{memory:.0f} MB") for times, seconds, memory in points])


BLOCKS = {
    "sending": sending, "everything": everything, "starting": starting, "objects": objects, "tables": table_sizes,
    "held": scale_model.held_table, "volumes": scale_model.volumes, "files": scale_model.files, "records": scale_model.records, "firsts": scale_model.firsts,
}


def block(name, measured, language):
    lines = scale_model.finding_list(measured, language) if name == "findings" else results.markdown(*BLOCKS[name](measured), language)
    return "\n".join(lines) + "\n"


# A row of the READMEs begins so, and its last cell has these figures in their order.
README_ROWS = {
    "| `aws s3 cp` ": [("large", "aws s3 cp"), ("large", "**datalake run"), ("large", "**Send-RawCsv")],
    "| `Write-S3Object` ": [("large", "TransferUtility"), ("large", "**Send-RawCsv")],
    "`boto3` ": [("large", "boto3 upload_file"), ("large", "**datalake run"), ("crawl", "100, the common way"), ("crawl", "**10,000**")],
}
FIGURE = re.compile(r"(?<![\d.,])\d+(?:[.,]\d+)?(?![\d.,])")


def readme_line(line, measured, language):
    names = next((names for start, names in README_ROWS.items() if line.startswith("|") and start in line[:40]), None)
    if not names:
        return line
    before, figures = line.rstrip("|").rstrip().rsplit("|", 1)
    values = iter(shown(measured, *name) for name in names)
    return f"{before}|{FIGURE.sub(lambda _: next(values).replace('.', ',') if language else next(values), figures)} |"


def shown(measured, section, name):
    """The figure of the first such row, as READMEs have it."""
    row = next(row for found, row in measured.rows(section) if found.startswith(name))
    return f"{row['wall s']:.2f}" if "wall s" in row else f"{row['titles/s']:.1f}" if row["titles/s"] < 10 else f"{row['titles/s']:.0f}"


def written(path, measured):
    """What a document is, and what it should be."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    language = int("pt-BR" in path)
    if path in READMES:
        return text, "\n".join(readme_line(line, measured, language) for line in text.split("\n"))
    return text, BLOCK.sub(lambda found: found[1] + block(found[2], measured, language) + found[4], text)


def main(arguments):
    measured = scale_model.Measured(os.path.join(scale_model.HERE, "RESULTS.md"))
    others = []
    for path in [*DOCUMENTS, *READMES]:
        text, right = written(path, measured)
        if text != right:
            others.append(os.path.relpath(path, ROOT))
            if "--check" not in arguments:
                with open(path, "w", encoding="utf-8") as f:
                    f.write(right)
    if others:
        print(("Other figures than RESULTS.md has: " if "--check" in arguments else "Written: ") + ", ".join(others))
    return int("--check" in arguments and bool(others))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
