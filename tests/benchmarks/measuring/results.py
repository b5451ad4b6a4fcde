"""The file of results: a head, a section for each group of tables, and the guards. Each section says in a comment, which no
reader sees, what it is and the points that it has in the picture; so some can be measured again and the others stay."""
import json
import os
import re

MARK = re.compile(r"^<!-- section (\w+) (.*) -->$", re.M)
HEAD = "# Side by side\n\nMade by `tests/benchmarks/side_by_side.py`.\n"
END = "## What holds these figures"
PICTURE = "![Time and memory as the data grows](scale.svg)\n\n"


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
