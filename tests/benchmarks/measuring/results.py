"""The file of results: a head, a section for each group of tables, and the guards. Each section says in a comment, which no
reader sees, what it is and the points that it has in the picture; so some can be measured again and the others stay."""
import json
import os
import re

MARK = re.compile(r"^<!-- section (\w+) (.*) -->$", re.M)
HEAD = "# Side by side\n\nMade by `tests/benchmarks/side_by_side.py`.\n"
END = "## What holds these figures"
PICTURE = """![Time and memory as the data grows](scale.svg)

Straight in time is what costs the same for each byte and row, flat in memory what holds no more of more data. Below the straight line at their beginning are those that are nearly all a start there: Send-RawCsv, Test-RawCsv, unique ids, batching and all questions. All tables rise faster than the data at their end, and their memory up to a limit: so much the engine may hold, and it spills the rest to disk, which is written, packed, read and merged (what was tried stands under "All tables"). The memory of all questions grows with what one of them groups and joins, up to the same kind of limit; as their files grow, they read more rows and spill nothing before it.

"""


def read(path):
    """Name -> (text, points) of the sections that a file has."""
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as f:
        text = f.read().split(END)[0].replace(PICTURE, "")
    marks = list(MARK.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return {mark[1]: (text[mark.end():end].strip(), json.loads(mark[2])) for mark, end in zip(marks, ends, strict=True)}


def write(path, order, sections, guards):
    """The file anew, in this order."""
    with open(path, "w", encoding="utf-8") as f:
        f.write(HEAD + "\n")
        for name in (name for name in order if name in sections):
            text, points = sections[name]
            f.write(f"<!-- section {name} {json.dumps(points, separators=(',', ':'))} -->\n{text}\n\n")
        f.write((PICTURE if points_of(sections, order) else "") + guards.strip() + "\n")


def points_of(sections, order):
    """What the picture shows: what -> (what stands for 1, points)."""
    return {what: line for name in order if name in sections for what, line in sections[name][1].items()}


# Words of programs' names that a Portuguese document has, too; longer ones first.
WORDS = [
    ("all PUTs over one connection after the other", "todos os PUTs por uma conexão, um após o outro"), (", no check", ", sem conferir"), (", with check", ", conferindo"), ("one PUT", "um PUT"),
    ("the check that Send-RawCsv makes", "a conferência do Send-RawCsv"), ("with missing values a column", "com valores ausentes por coluna"), ("into a variable", "para uma variável"), ("seen before or not", "já visto ou não"),
    ("with a hash set", "com um conjunto"), ("tables that were made before", "tabelas já feitas"), ("as people do it", "como se costuma fazer"), ("the same SQL, the same data tests", "o mesmo SQL, os mesmos testes de dados"),
    ("crawl and all tables of it", "crawl e todas as suas tabelas"), ("all tables, tested", "todas as tabelas, com testes"), ("not tested", "sem testes"), ("BuildTables of Trusted", "BuildTables da Trusted"), (", typed", ", tipados"), (", text", ", texto"),
    ("unique ids", "ids únicos"), ("all tables", "todas as tabelas"), ("all questions", "todas as perguntas"), ("batching", "lotes"), ("crawling", "crawl"), (" in pwsh", " no pwsh"), (" in Node", " no Node"), (" rows", " linhas"), (" titles", " títulos"), (" records", " registros"),
    ("one day", "um dia"), ("nothing changed", "nada mudou"), ("(folder)", "(pasta)"), ("as Write-S3Object", "como o Write-S3Object"), ("of the AWS SDK for .NET", "do SDK da AWS para .NET"), (" (host)", ""), ("limit: ", "limite: "),
    ("of a manifest alone", "só de um manifesto"), ("doing nothing", "sem fazer nada"), ("10 KB to a folder lake", "10 KB para um lake em uma pasta"), ("host: to the first byte to S3", "host: até o primeiro byte ao S3"),
    ("process with it less process without", "processo com ele menos processo sem ele"), ("inside pwsh", "dentro do pwsh"), ("import boto3 and make a client", "importar boto3 e criar um cliente"),
    ("first receipt to a folder lake, after the import", "primeiro recibo em um lake em uma pasta, depois do import"), ("to its first question for an event", "até a primeira pergunta por um evento"), ("to the first byte to S3", "até o primeiro byte ao S3"),
    ("to its answer", "até a resposta"), ("bare: sendfile into one connection", "puro: sendfile em uma conexão"),
]


def in_both(name):
    """A name as it is and in Portuguese."""
    portuguese = name
    for english, word in WORDS:
        portuguese = portuguese.replace(english, word)
    return name, portuguese


def tables(text):
    """The tables of a section: what stands before each, its columns and its rows of cells."""
    found, before, rows = [], "", []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            rows.append([cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif rows:
            found.append((before, rows[0], [row + [""] * (len(rows[0]) - len(row)) for row in rows[2:]]))
            rows = []
        if line.strip() and not line.startswith("|"):
            before = line.strip()
    return found


def markdown(columns, rows, language=0):
    """A table in one of two languages: a cell is a text, or one for each."""
    in_language = lambda cell: cell[language] if isinstance(cell, tuple) else cell
    def cell_of(cell):
        text = in_language(cell)
        return text if not language else re.sub(r"(?<=\d)[.,](?=\d)", lambda mark: "," if mark[0] == "." else ".", text).replace(" days", " dias")
    lines = ["| " + " | ".join(in_language(column) for column in columns) + " |", "|---|" + "---:|" * (len(columns) - 1)]
    return lines + ["| " + " | ".join(cell_of(cell) for cell in row) + " |" for row in rows]
