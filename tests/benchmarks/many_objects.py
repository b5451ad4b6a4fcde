#!/usr/bin/env python3
"""What commands that look at a whole lake take, by the number of objects in it: ten years of days in a folder, and a bucket.

usage: many_objects.py [--objects N] [--days N] [--folder FOLDER] [--results FILE]

The lake is made of one day that is really there: its batches are written, its tables are built, and every other day is hard
links to its files and its manifest with another date in it. So nothing is new, and "nothing changed" has to be found out.
The bucket is the same lake, read through as much of S3 as that needs, in pages of a thousand.

Every row is a PowerShell of its own, run at a hundredth, a tenth and all of the objects. Wall and CPU seconds are those above
a PowerShell that imports the module and does nothing; the peak of the memory is that of the process.
"""
import argparse
import bisect
import datetime
import hashlib
import json
import os
import shutil
import sys
import tempfile
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import side_by_side
from measuring import peers, results, runs

SPECIFICATION = "Movies"
FIRST = datetime.date(2016, 1, 1)
PAGE = 1000
XML = '<?xml version="1.0" encoding="UTF-8"?><{0} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{1}</{0}>'


def raw_key(day, number):
    return f"Raw/TMDB/JSON/{SPECIFICATION}/{day:%Y/%m/%d}/movies-{number:06}.json"


def shell(line):
    return peers.tool("pwsh", "-NoProfile", "-NonInteractive", "-Command", f"$ErrorActionPreference = 'Stop'; Import-Module '{runs.MANIFEST}'; {line}")


def environment(**settings):
    return {**os.environ, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1", **settings}


def dated(text, day):
    return text.replace(f"{FIRST:%Y/%m/%d}", f"{day:%Y/%m/%d}").replace(f"{FIRST:%Y-%m-%d}", f"{day:%Y-%m-%d}")


def make_day(lake, count):
    """The day that is really there; gives the text of its manifest."""
    for number in range(count):
        path = os.path.join(lake, raw_key(FIRST, number))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as batch:
            json.dump([{"id": number + 1, "title": f"Film {number + 1}", "release_date": "1999-03-30", "popularity": 1.5}], batch)
    runs.run(shell(f"$null = Update-LakeTable -Lake '{lake}' -Date {FIRST} -Layer Trusted"), environment())
    with open(os.path.join(lake, f"Trusted/Lake/JSON/Manifest/{FIRST:%Y/%m/%d}/manifest.json"), encoding="utf-8") as manifest:
        return manifest.read()


def make_folder_lake(lake, objects, days):
    manifest = make_day(lake, objects // days)
    files = [os.path.join(folder, name) for folder, _, names in os.walk(lake) for name in names if name != "manifest.json"]
    for number in range(1, days):
        day = FIRST + datetime.timedelta(number)
        for folder in {dated(os.path.dirname(file), day) for file in files}:
            os.makedirs(folder, exist_ok=True)
        for file in files:
            os.link(file, dated(file, day))
        path = os.path.join(lake, f"Trusted/Lake/JSON/Manifest/{day:%Y/%m/%d}/manifest.json")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as there:
            there.write(dated(manifest, day))
    return FIRST + datetime.timedelta(days - 1), bytes_per_object(manifest)


def bytes_per_object(manifest):
    """What one more object makes of a manifest."""
    first, *_, last = inputs = [read["key"] for read in json.loads(manifest)["inputs"]]
    return (manifest.index(f'"{last}"') - manifest.index(f'"{first}"')) / (len(inputs) - 1)


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as reading a lake needs, over the files of a folder."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        address = urllib.parse.urlparse(self.path)
        key = urllib.parse.unquote(address.path).strip("/").partition("/")[2]
        query = dict(urllib.parse.parse_qsl(address.query, keep_blank_values=True))
        if key:
            self.answer_object(key)
        elif "uploads" in query:
            self.answer(200, XML.format("ListMultipartUploadsResult", "<IsTruncated>false</IsTruncated>").encode())
        else:
            self.answer(200, self.page(query).encode())

    def page(self, query):
        lake, prefix, delimiter = self.server.lake, query.get("prefix", ""), query.get("delimiter")
        at = bisect.bisect_left(lake.keys, query.get("continuation-token", prefix))
        entries, level = [], set()
        while at < len(lake.keys) and len(entries) < PAGE and lake.keys[at].startswith(prefix):
            key = lake.keys[at]
            head, found, _ = key[len(prefix):].partition(delimiter) if delimiter else (key, "", "")
            if found:
                level.add(prefix + head + found)
                entries.append(f"<CommonPrefixes><Prefix>{prefix + head + found}</Prefix></CommonPrefixes>")
                at = bisect.bisect_left(lake.keys, prefix + head + chr(ord(found) + 1))
                continue
            size, etag = lake.of(key)
            entries.append(f"<Contents><Key>{key}</Key><LastModified>2022-05-02T00:00:00.000Z</LastModified><ETag>&quot;{etag}&quot;</ETag><Size>{size}</Size><StorageClass>STANDARD</StorageClass></Contents>")
            at += 1
        is_more = at < len(lake.keys) and lake.keys[at].startswith(prefix)
        more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{lake.keys[at]}</NextContinuationToken>" if is_more else "<IsTruncated>false</IsTruncated>"
        return XML.format("ListBucketResult", f"<KeyCount>{len(entries)}</KeyCount>{more}{''.join(entries)}")

    def answer_object(self, key):
        content = self.server.lake.read(key)
        if content is None:
            self.answer(404, b"" if self.command == "HEAD" else b"<Error><Code>NoSuchKey</Code><Message>There is no such object.</Message></Error>")
        else:
            self.answer(200, content, ETag=f'"{hashlib.md5(content).hexdigest()}"', Last_Modified="Mon, 02 May 2022 00:00:00 GMT")

    def answer(self, status, body, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/xml")
        self.send_header("x-amz-bucket-region", "us-east-1")
        self.send_header("x-amz-request-id", "1")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class ServedLake:
    """A lake in a folder, as the bucket shows it. Its files are links to a few, whose checksums are taken once."""

    def __init__(self, folder):
        self.folder = folder
        self.keys = sorted(os.path.relpath(os.path.join(place, name), folder) for place, _, names in os.walk(folder) for name in names)
        self.known = {}

    def of(self, key):
        """Size and ETag."""
        there = os.stat(os.path.join(self.folder, key))
        if there.st_ino not in self.known:
            content = self.read(key)
            self.known[there.st_ino] = (len(content), hashlib.md5(content).hexdigest())
        return self.known[there.st_ino]

    def read(self, key):
        try:
            with open(os.path.join(self.folder, key), "rb") as file:
                content = file.read()
        except OSError:
            return None
        if not key.endswith("/manifest.json"):
            return content
        # A bucket gives other ETags than the folder that the tables were made in.
        manifest = json.loads(content)
        for read in manifest["inputs"]:
            read["eTag"] = f'"{self.of(read["key"])[1]}"'
        return json.dumps(manifest).encode()


def commands(lake, last, objects):
    """What is measured of a lake: a name, the line, and what it has to print."""
    yield "Get-LakeObject", f"Get-LakeObject -Lake '{lake}' | Measure-Object | ForEach-Object Count", str(objects)
    yield "Get-LakeObject -Date, one day", f"Get-LakeObject -Lake '{lake}' -Date {last} | Measure-Object | ForEach-Object Count", ""
    yield "Test-LakeObject", f"@(Test-LakeObject -Lake '{lake}').Count", "0"
    yield "Update-LakeTable -Layer Trusted, nothing changed", (
        f"@(Update-LakeTable -Lake '{lake}' -Date {last} -Layer Trusted | Where-Object Status -NE Unchanged).Count"), "0"
    yield "Get-LakeTable", f"@(Get-LakeTable -Lake '{lake}' -Date {last}).Count -gt 0", "True"
    yield "Clear-LakeUpload", f"@(Clear-LakeUpload -Lake '{lake}').Count", "0"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--objects", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=3650)
    parser.add_argument("--folder", default="/var/tmp", help="where the lake is made")
    parser.add_argument("--results", help="RESULTS.md, which gets the table, besides the screen")
    arguments, busy = parser.parse_args(), side_by_side.load()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env = environment(AWS_ENDPOINT_URL=f"http://127.0.0.1:{server.server_port}")
    bare = runs.run(shell("1"), env)
    rows = []
    for share in (100, 10, 1):
        objects, days = arguments.objects // share, max(1, arguments.days // share)
        with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="many-") as lake:
            last, of_manifest = make_folder_lake(lake, objects, days)
            there = objects // days * days
            server.lake = ServedLake(lake)
            for lake_of in (lake, "s3://many"):
                for name, line, expected in commands(lake_of, last, there):
                    figure = runs.run(shell(line), env)
                    if figure.output.strip() != expected and expected:
                        sys.exit(f"{name} printed {figure.output[-500:]!r}, not {expected}")
                    kind = "bucket" if lake_of.startswith("s3:") else "folder"
                    rows.append((f"{name} ({kind})", there, figure))
                    print(f"{kind:6} {there:9,} {name}: {figure.wall - bare.wall:.2f} s, {figure.cpu - bare.cpu:.2f} CPU s, {figure.peak:.0f} MB", flush=True)
    server.shutdown()

    lines = ["| command | objects | s | CPU s | us an object | peak MB |", "|---|---:|---:|---:|---:|---:|"]
    for name, count, figure in sorted(rows, key=lambda row: row[0]):
        wall = max(0, figure.wall - bare.wall)
        lines.append(f"| {name} | {count:,} | {wall:.2f} | {max(0, figure.cpu - bare.cpu):.2f} | {wall / count * 1e6:.1f} | {figure.peak:.0f} |")
    text = "\n".join([
        "## Commands that look at a whole lake", "",
        f"Made by `many_objects.py`. A lake of {arguments.days:,} days, in a folder and in a bucket: the same files, read through a stand-in for S3 that shares the processors. Each command in a PowerShell of its own; "
        f"seconds and CPU seconds above those of one that imports the module and does nothing ({bare.wall:.2f} s, {bare.cpu:.2f} CPU s, {bare.peak:.0f} MB). A manifest has {of_manifest:.0f} bytes an object.", "",
        *lines, "", f"*{datetime.date.today()}, load average of the machine before: {busy}.*"])
    if arguments.results:
        side_by_side.save(arguments.results, {**results.read(arguments.results), "objects": (text, {})})
    print(text)


if __name__ == "__main__":
    if not shutil.which("dotnet"):
        sys.exit("Needs the .NET SDK.")
    main()
