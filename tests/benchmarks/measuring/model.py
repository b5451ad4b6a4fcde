"""The model in module/model as one script for DuckDB alone: what somebody would run who has the same SQL and nothing of ours."""
import glob
import json
import os
import re

from .runs import ROOT

MODEL = os.path.join(ROOT, "module", "model")
# As our COPY writes.
PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, WRITE_BLOOM_FILTER false, ROW_GROUP_SIZE 61440)"


def text(*names):
    with open(os.path.join(MODEL, *names), encoding="utf-8") as f:
        return f.read()


def contracts(folder):
    return {os.path.basename(path)[:-5]: json.loads(text(folder, os.path.basename(path))) for path in sorted(glob.glob(os.path.join(MODEL, folder, "*.json")))}


def quoted(value):
    return "'" + str(value).replace("'", "''") + "'"


def fields_of(row):
    """Name and type of each field of a row; a comma within parentheses is one of a type."""
    fields, depth = [""], 0
    for letter in row:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            fields.append("")
        else:
            fields[-1] += letter
    return [field.strip().split(" ", 1) for field in fields]


def type_of(written):
    """A type of Trino as DuckDB writes it: array(row(id bigint)) is STRUCT(id BIGINT)[]."""
    if found := re.fullmatch(r"array\((.*)\)", written):
        return type_of(found[1]) + "[]"
    if found := re.fullmatch(r"row\((.*)\)", written):
        return "STRUCT(" + ", ".join(f'"{name}" {type_of(kind)}' for name, kind in fields_of(found[1])) + ")"
    return written.upper()


def structure(written):
    """The same as json_transform reads it."""
    if found := re.fullmatch(r"array\((.*)\)", written):
        return f"[{structure(found[1])}]"
    if found := re.fullmatch(r"row\((.*)\)", written):
        return "{" + ", ".join(f'"{name}": {structure(kind)}' for name, kind in fields_of(found[1])) + "}"
    return f'"{written.upper()}"'


def of_csv(contract, path):
    """The typed columns of a CSV, with TRY_CAST: our forms are stricter."""
    with open(path, encoding="utf-8") as f:
        header = f.readline().rstrip("\r\n").split("|")

    def typed(column):
        names = column["source"] if isinstance(column["source"], list) else [column["source"]]
        name = f'"{next(name for name in names if name in header)}"'
        value = f"nullif({name}, '')" if "" in column.get("missing", []) else name
        kind = type_of(column["type"])
        return (f"string_split({value}, ',')" if kind.endswith("[]") else value if kind == "VARCHAR" else f"TRY_CAST({value} AS {kind})") + f' AS "{column["name"]}"'

    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in header)
    return (f"SELECT {', '.join(map(typed, contract['columns']))} FROM read_csv({quoted(path)}, delim='|', quote='', escape='', nullstr='\\N', header=true, "
            f"auto_detect=false, columns={{{columns}}})")


def of_json(contract, paths):
    """The typed columns of JSON records, and where each comes from."""
    def typed(column):
        sources = column["source"] if isinstance(column["source"], list) else [column["source"]]
        json_ = "coalesce(" + ", ".join(f"json_extract(json, {quoted(source)})" for source in sources) + ")" if len(sources) > 1 else f"json_extract(json, {quoted(sources[0])})"
        plain, kind = f"({json_} ->> '$')", type_of(column["type"])
        if kind.endswith("]") or kind.endswith(")") and kind.startswith("STRUCT"):
            value = f"json_transform({json_}, {quoted(structure(column['type']))})"
        else:
            value = plain if kind == "VARCHAR" else f"TRY_CAST({plain} AS {kind})"
        for missing in column.get("missing", []):
            value = f"nullif({value}, {quoted(missing)})" if kind == "VARCHAR" else value
        return (f"nullif({value}, 0)" if column.get("zeroIsMissing") else value) + f' AS "{column["name"]}"'

    return (f"SELECT {', '.join(map(typed, contract['columns']))}, filename AS raw_key, row_number() OVER () - 1 AS raw_row "
            f"FROM read_json_objects([{', '.join(map(quoted, paths))}], filename=true, format='auto')")


def view(name, contract, parquet, is_csv):
    """A Trusted table as the SQL above it reads it."""
    if parquet is None:
        columns = ", ".join(f'CAST(NULL AS {type_of(column["type"])}) AS "{column["name"]}"' for column in contract["columns"])
        return f"CREATE VIEW {name} AS SELECT {columns}, '' AS raw_key, CAST(0 AS BIGINT) AS raw_row, DATE '2022-05-02' AS raw_day, CAST(0 AS BIGINT) AS row_id WHERE false"
    if is_csv:
        return f"CREATE VIEW {name} AS SELECT * EXCLUDE (file_row_number), '' AS raw_key, file_row_number AS raw_row, DATE '2022-05-02' AS raw_day, file_row_number AS row_id FROM read_parquet({quoted(parquet)}, file_row_number=true)"
    rows = f"SELECT *, DATE '2022-05-02' AS raw_day, dense_rank() OVER (ORDER BY raw_key) * 1099511627776 + raw_row AS row_id FROM read_parquet({quoted(parquet)})"
    latest = f" WHERE \"{contract['latest']}\" IS NOT NULL QUALIFY row_number() OVER (PARTITION BY \"{contract['latest']}\" ORDER BY raw_key DESC, raw_row DESC) = 1" if "latest" in contract else ""
    return f"CREATE VIEW {name} AS SELECT * FROM ({rows}){latest}"


def in_order(refined):
    """Each behind those that its SQL reads."""
    needs = {name: {read for read in re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", text("refined", name + ".sql")) if read in refined} for name in refined}
    ordered = []
    while len(ordered) < len(refined):
        ordered.append(next(name for name in refined if name not in ordered and needs[name] <= set(ordered)))
    return ordered


def tests_of(name, contract):
    """What TestLakeTable asks: each gives a row for what is wrong."""
    key = ", ".join(contract["key"])
    yield f"SELECT {key} FROM {name} GROUP BY {key} HAVING count(*) > 1"
    for column in contract["columns"]:
        if column.get("required"):
            yield f"SELECT 1 FROM {name} WHERE {column['name']} IS NULL"
        if bounds := [f"{column['name']} {sign} {column[bound]}" for sign, bound in (("<", "min"), (">", "max")) if bound in column]:
            yield f"SELECT 1 FROM {name} WHERE {' OR '.join(bounds)}"
    for reference in contract.get("references", []):
        columns = ", ".join(reference["columns"])
        given = " AND ".join(f"{column} IS NOT NULL" for column in reference["columns"])
        yield f"SELECT {columns} FROM {name} WHERE {given} EXCEPT SELECT {columns} FROM {reference['table']}"
    for test in contract.get("tests", []):
        yield test["sql"].rstrip().rstrip(";")


def script(movies, series, films, shows, folder, threads, with_tests):
    """All tables into a folder; the titles are counted last."""
    trusted, refined = contracts("trusted"), contracts("refined")
    sources = {"movies": of_csv(trusted["movies"], movies), "series": of_csv(trusted["series"], series),
               "tmdb_movies": of_json(trusted["tmdb_movies"], films), "tmdb_series": of_json(trusted["tmdb_series"], shows)}
    statements = [f"SET threads={threads}", "SET preserve_insertion_order=true", "SET TimeZone='UTC'", text("sources", "duckdb", "macros.sql").rstrip().rstrip(";")]
    for name, select in sources.items():
        statements.append(f"COPY ({select}) TO {quoted(os.path.join(folder, name + '.parquet'))} {PARQUET}")
    for name, contract in trusted.items():
        statements.append(view(name, contract, os.path.join(folder, name + ".parquet") if name in sources else None, name in ("movies", "series")))
    for name, contract in contracts("seeds").items():
        columns = ", ".join(f"{quoted(column['name'])}: {quoted(type_of(column['type']))}" for column in contract["columns"])
        statements.append(f"CREATE TABLE {name} AS SELECT * FROM read_csv({quoted(os.path.join(MODEL, 'seeds', name + '.csv'))}, delim=',', quote='\"', escape='\"', header=true, auto_detect=false, columns={{{columns}}})")
    ordered = in_order(refined)
    for name in ordered:
        columns = ", ".join(f'CAST("{column["name"]}" AS {type_of(column["type"])}) AS "{column["name"]}"' for column in refined[name]["columns"])
        key = ", ".join(f'"{column}" NULLS FIRST' for column in refined[name]["key"])
        path = quoted(os.path.join(folder, name + ".parquet"))
        statements += [f"COPY (SELECT {columns} FROM ({text('refined', name + '.sql').rstrip().rstrip(';')}\n) ORDER BY {key}) TO {path} {PARQUET}", f"CREATE VIEW {name} AS SELECT * FROM read_parquet({path})"]
    if with_tests:
        statements += [f"CREATE OR REPLACE TEMP TABLE found AS SELECT CASE WHEN count(*) > 0 THEN error({quoted(f'{name}: {test[:80]}')}) END FROM ({test}\n)" for name in ordered for test in tests_of(name, refined[name])]
    return ";\n".join([*statements, "SELECT count(*) FROM fact_title"]) + ";\n"
