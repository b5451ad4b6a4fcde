#!/usr/bin/env python3
"""Whole programs side by side in one run against one S3 server on loopback, and what it costs to start and to grow.

usage: side_by_side.py [--quick] [--size-gb N] [--large-gb N] [--runs N] [--titles N] [--results FILE]

Needs: the .NET SDK and, each left out with a note where it is missing, python3's boto3, aws (CLI), curl, pwsh.

The server is the repository's own stand-in, and every program of a table meets the same one in the same mode:
  as S3 does   it computes the MD5 of every PUT and part, which S3's ETags are made of, checks the checksum that the
               program claims, and then forgets the bytes;
  discarding   it reads every body and does nothing with it: what is left is the limit of the sender and of the loopback.
It runs on the same processors, so its work counts against everybody's wall time; it is printed beside.

The programs take turns (A B C, A B C, ...), so that a drift of the machine's speed meets all of them. For every program
the script prints the median of wall seconds, of CPU seconds (user + system of the whole process, as the operating
system counts them, wait4) and of the peak memory, and the CPU seconds that the server spent on it meanwhile.

With --results FILE the tables go to FILE and the picture of growth to scale.svg beside it. --quick takes a tenth of the
data and two runs: to see that it works, not to be quoted.
"""
import argparse
import datetime
import math
import os
import platform
import random
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
MANIFEST = os.path.join(ROOT, "output/DataLakeTools/DataLakeTools.psd1")
SERVER = os.path.join(ROOT, "tests/DataLakeTools.TestServers/bin/Release/net10.0/DataLakeTools.TestServers.dll")
BATCH_BENCH = os.path.join(ROOT, "tests/benchmarks/DataLakeTools.CrawlBench/bin/Release/net10.0/DataLakeTools.CrawlBench.dll")
READ_BENCH = os.path.join(ROOT, "tests/benchmarks/DataLakeTools.Benchmarks/bin/Release/net10.0/DataLakeTools.Benchmarks.dll")
BUILT_HOST = os.path.join(ROOT, "src/DataLakeTools.Host/bin/Release/net10.0/datalake.dll")
HEADER = ("id|tituloPincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|"
          "personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos")
WORDS = "noite rio lua sombra guerra amor último silêncio coração night river war love Ção Über Москва 東京 João".split()
SMALL_FILES, SMALL_BYTES, RECORDS = 2_000, 20_000, 1_000_000
TITLES, MOST_ROWS = 244_543, 10


# Data

def rows():
    """20,000 different rows of a movies.csv."""
    r = random.Random(7)

    def phrase():
        return " ".join(r.choice(WORDS) for _ in range(r.randint(1, 5)))

    return [("|".join([
        f"tt{r.randint(10, 29999999):07d}", phrase(), phrase(), str(r.randint(1894, 2022)),
        "\\N" if r.random() < .1 else str(r.randint(40, 300)), "Crime,Drama", f"{r.randint(10, 100) / 10:.1f}",
        str(r.randint(5, 99999)), "actor", phrase(), phrase(), "\\N" if r.random() < .38 else "1950", "\\N",
        "actor,writer", "tt1563065,tt18678584"]) + "\r\n").encode() for _ in range(20_000)]


def write_csv(path, size, lines, header=HEADER):
    """A movies.csv of at least this many bytes: the rows again and again."""
    block = b"".join(lines)
    with open(path, "wb") as f:
        f.write((header + "\r\n").encode())
        while f.tell() + len(block) < size:
            f.write(block)
        while f.tell() < size:
            for line in lines:
                f.write(line)
                if f.tell() >= size:
                    break
    return os.path.getsize(path)


def write_job(folder, name, path):
    job = os.path.join(folder, name)
    with open(job, "w") as f:
        f.write('{"steps":[{"type":"SendCsv","path":"%s","specification":"Movies"}]}' % path)
    return job


# Runs

def run(command, env):
    """One run: wall seconds, CPU seconds, peak MB."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            sys.exit(f"failed: {command}\n{output.read().decode(errors='replace')[-2000:]}")
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def in_turn(programs, server, runs, scene):
    """(name, tool, command) in turn; a first turn, not counted, warms caches. Missing tools are left out."""
    there = [program for program in programs if shutil.which(program[1])]
    for program in programs:
        if program not in there:
            print(f"left out, not on this machine: {program[0]}", file=sys.stderr)
    figures = {name: [] for name, _, _ in there}
    for turn in range(runs + 1):
        for name, _, command in there:
            # A lake of its own for every run: what is already there is not sent again.
            before = server.cpu_seconds()
            figure = run([word.replace("{turn}", f"{scene}-{turn}") for word in command], server.env)
            if turn > 0:
                figures[name].append((*figure, server.cpu_seconds() - before))
    return figures


def median(figures, index):
    return statistics.median(figure[index] for figure in figures)


def table(figures, limit=None):
    """A row a program; with the name of a limit, also how many times its wall time each one takes."""
    times = f" x {limit}" if limit in figures else ""
    lines = [f"| program | wall s | (min-max) |{times + ' |' if times else ''} CPU s | peak MB | server CPU s |", "|---|---:|---:|" + ("---:|" if times else "") + "---:|---:|---:|"]
    for name, measured in figures.items():
        walls = [figure[0] for figure in measured]
        ratio = f" {median(measured, 0) / median(figures[limit], 0):.2f} |" if times else ""
        lines.append(f"| {name} | {median(measured, 0):.2f} | {min(walls):.2f}-{max(walls):.2f} |{ratio} "
                     f"{median(measured, 1):.2f} | {median(measured, 2):.0f} | {median(measured, 3):.2f} |")
    return lines


class Server:
    """The stand-in, and the environment that leads to it."""

    def __init__(self, work, mode, https=False):
        self.process = subprocess.Popen(
            ["dotnet", SERVER, "s3", f"--{mode}", "--bucket", "bench"] + (["--https"] if https else []), stdout=subprocess.PIPE, text=True)
        self.endpoint = next(word for word in self.process.stdout.readline().split() if word.startswith("http")).rstrip("/")
        self.env = dict(os.environ, AWS_ACCESS_KEY_ID="bench", AWS_SECRET_ACCESS_KEY="bench", AWS_DEFAULT_REGION="us-east-1",
                        AWS_ENDPOINT_URL=self.endpoint, AWS_EC2_METADATA_DISABLED="true")
        self.trust = []
        if https:
            host, port = self.endpoint.split("//")[1].split(":")
            certificate = os.path.join(work, f"server-{port}.pem")
            with open(certificate, "w") as f:
                f.write(ssl.get_server_certificate((host, int(port))))
            self.env.update(SSL_CERT_FILE=certificate, AWS_CA_BUNDLE=certificate)
            self.trust = ["--cacert", certificate]

    def cpu_seconds(self):
        """What the server has spent so far; not a number where the system does not tell."""
        try:
            with open(f"/proc/{self.process.pid}/stat") as f:
                fields = f.read().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            return math.nan

    def stop(self):
        self.process.terminate()
        self.process.wait()


CURL = "curl, one PUT, no check"


# Tables

def large_programs(host, server, source, job):
    upload = f"import boto3;boto3.client('s3').upload_file({source!r},'bench','boto3/movies.csv')"
    whole = f"import boto3;boto3.client('s3').put_object(Bucket='bench',Key='whole',Body=open({source!r},'rb').read())"
    send = f"Import-Module '{MANIFEST}'; $r = Send-RawCsv '{source}' -Lake s3://bench/pwsh-{{turn}} -ErrorAction Stop; if ($r.Status -ne 'Uploaded') {{ exit 3 }}"
    return [
        (CURL, "curl", ["curl", "-s", "-S", "-f", *server.trust, "-T", source, f"{server.endpoint}/bench/curl"]),
        ("**datalake run (host), with check**", "dotnet", [*host, "run", job, "-l", "s3://bench/host-{turn}"]),
        ("**Send-RawCsv in pwsh, with check**", "pwsh", ["pwsh", "-NoProfile", "-NonInteractive", "-Command", send]),
        ("aws s3 cp, no check", "aws", ["aws", "s3", "cp", "--only-show-errors", source, "s3://bench/cli/movies.csv"]),
        ("boto3 upload_file, no check", "python3", [sys.executable, "-c", upload]),
        ("boto3 put_object(read()), no check", "python3", [sys.executable, "-c", whole]),
    ]


def small_programs(host, folder, job):
    threads = ("import boto3,glob,os,sys;from concurrent.futures import ThreadPoolExecutor as P;from botocore.config import Config as C;"
               "c=boto3.client('s3',config=C(max_pool_connections=16));"
               f"list(P(10).map(lambda f:c.upload_file(f,'bench','boto3-{{turn}}/'+os.path.basename(f)),glob.glob({folder + '/*.csv'!r})))")
    send = f"Import-Module '{MANIFEST}'; $r = Send-RawCsv '{folder}/*.csv' -Lake s3://bench/pwsh-{{turn}} -ErrorAction Stop; if ($r.Count -ne {len(os.listdir(folder))}) {{ exit 3 }}"
    return [
        ("**datalake run (host), with check**", "dotnet", [*host, "run", job, "-l", "s3://bench/host-{turn}"]),
        ("**Send-RawCsv in pwsh, with check**", "pwsh", ["pwsh", "-NoProfile", "-NonInteractive", "-Command", send]),
        ("aws s3 cp --recursive, no check", "aws", ["aws", "s3", "cp", "--recursive", "--only-show-errors", folder, "s3://bench/cli-{turn}/"]),
        ("boto3 upload_file, 10 threads, no check", "python3", [sys.executable, "-c", threads]),
    ]


def pwsh(script, env):
    """What a script prints in a new pwsh that has the module."""
    command = ["pwsh", "-NoProfile", "-NonInteractive", "-Command", f"$ErrorActionPreference = 'Stop'; Import-Module '{MANIFEST}'; {script}"]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout


def check_table(sources, env, runs):
    """Reading the same files, in a warm file cache: whole processes, and Test-RawCsv alone inside a running pwsh."""
    lines = ["| reader | file | s | GB/s |", "|---|---|---:|---:|"]
    for form, source in sources:
        size = os.path.getsize(source)
        measured = []
        for name, command in (("cat, whole process", ["cat", source]), ("wc -l, whole process", ["wc", "-l", source])):
            measured.append((name, statistics.median(run(command, env)[0] for _ in range(runs))))
        if shutil.which("pwsh"):
            printed = pwsh(f"foreach ($i in 0..{runs}) {{ foreach ($quiet in $false, $true) {{ "
                           f"\"$i $quiet $((Measure-Command {{ Test-RawCsv '{source}' -Quiet:$quiet }}).TotalSeconds.ToString([cultureinfo]::InvariantCulture))\" }} }}", env)
            for quiet, name in (("False", "**Test-RawCsv**, with missing values a column"), ("True", "**Test-RawCsv -Quiet**, the check that Send-RawCsv makes")):
                measured.append((f"{name}, in a running pwsh", statistics.median(
                    float(words[2]) for words in map(str.split, printed.splitlines()) if words[1] == quiet and words[0] != "0")))
        lines += [f"| {name} | {form} | {seconds:.3f} | {size / seconds / 1e9:.1f} |" for name, seconds in measured]
    return lines


def memory_table(sources):
    """GB/s of one core over the same files in memory, with what .NET programs would use else beside."""
    figures = []
    for _, source in sources:
        printed = subprocess.run(["dotnet", READ_BENCH, "--throughput", source], check=True, capture_output=True, text=True).stdout
        figures.append({line[:36].strip(): line[36:].split()[0] for line in printed.splitlines() if line.endswith("GB/s")})
    lines = ["| what | " + " | ".join(form for form, _ in sources) + " |", "|---|" + "---:|" * len(sources)]
    return lines + [f"| {name} | " + " | ".join(figure[name] for figure in figures) + " |" for name in figures[0]]


def write_titles(path, lines, titles):
    """A movies.csv whose titles have one to ten rows each, which stand together, as in the real one."""
    r = random.Random(11)
    rest = [line[line.index(b"|"):] for line in lines]
    with open(path, "wb") as f:
        f.write((HEADER + "\r\n").encode())
        for number in range(titles):
            for _ in range(r.choice((1, 2, 2, 3, 4, 4, 5, 6, 6, MOST_ROWS))):
                f.write(b"tt%07d" % (number * 7) + r.choice(rest))
    return os.path.getsize(path)


def import_table(work, lines, titles, env, runs):
    """The ids of the titles of a movies.csv: each once."""
    whole, few = os.path.join(work, "titles.csv"), os.path.join(work, "few-titles.csv")
    write_titles(whole, lines, titles)
    write_titles(few, lines, titles // 100)
    seconds = "$((Measure-Command {{ {0} }}).TotalSeconds.ToString([cultureinfo]::InvariantCulture))"
    ours = seconds.format(f"$script:n = @(Import-RawCsv '{whole}' -Unique id -Property id).Count")
    measured = [float(word) for word in pwsh(f"foreach ($i in 0..{runs}) {{ \"{ours}\" }}; if ($n -ne {titles}) {{ throw $n }}", env).split()]
    peers = [("Import-Csv with a hash set of ids", whole, "$s = [Collections.Generic.HashSet[string]]::new(); "
              f"$script:n = @(Import-Csv '{whole}' -Delimiter '|' | Where-Object {{{{ $s.Add($_.id) }}}} | Select-Object id).Count"),
             ("Import-Csv and Select-Object id -Unique, a hundredth of the titles", few, f"$script:n = @(Import-Csv '{few}' -Delimiter '|' | Select-Object id -Unique).Count")]
    rows_of = [("**Import-RawCsv -Unique id -Property id**, the first in a new pwsh", whole, measured[0]),
               ("**Import-RawCsv -Unique id -Property id**, again", whole, statistics.median(measured[1:]))]
    for name, path, script in peers:
        rows_of.append((name, path, float(pwsh(f'"{seconds.replace("{0}", script)}"'.replace("{{", "{").replace("}}", "}"), env).split()[0])))
    lines = ["| reader | bytes | s |", "|---|---:|---:|", *(f"| {name} | {os.path.getsize(path):,} | {took:.2f} |" for name, path, took in rows_of)]
    os.remove(whole)
    os.remove(few)
    return lines


def crawl_table(titles):
    """A crawl of a stand-in for TMDB that allows 40 requests a second at 100 ms latency."""
    return ["```", subprocess.run(["dotnet", BATCH_BENCH, "crawl", str(titles)], check=True, capture_output=True, text=True).stdout.strip(), "```"]


def first_byte(command, env):
    """Seconds from the start of a process to the first byte that it sends to its endpoint."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        env = dict(env, AWS_ENDPOINT_URL=f"http://127.0.0.1:{listener.getsockname()[1]}")
        start = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            connection, _ = listener.accept()
            connection.recv(1)
            took = time.perf_counter() - start
            connection.close()
            return took
        finally:
            process.kill()
            process.wait()


def start_table(host, work, job, env, runs):
    """What it costs to begin, with a file of 10 KB."""
    figures = {}

    def add(name, seconds):
        figures.setdefault(name, []).append(seconds * 1000)

    built = ["dotnet", BUILT_HOST]
    lake = os.path.join(work, "lake-of-starts")
    source = os.path.join(os.path.dirname(job), "tiny.csv")
    empty = ["pwsh", "-NoProfile", "-NonInteractive", "-Command", "1"]
    imports = [*empty[:-1], f"Import-Module '{MANIFEST}'"]
    for turn in range(runs + 1):
        measured = {
            "host, as published: to the first byte to S3": first_byte([*host, "run", job, "-l", "s3://bench/x"], env),
            "host, as built (no compiled code): to the first byte to S3": first_byte([*built, "run", job, "-l", "s3://bench/x"], env),
            "host, as published: a folder lake, whole process": run([*host, "run", job, "-l", f"{lake}-h{turn}"], env)[0],
        }
        if shutil.which("pwsh"):
            script = (f"$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '{MANIFEST}'; $i = $w.Elapsed.TotalSeconds; "
                      f"$null = Send-RawCsv '{source}' -Lake '{lake}-p{turn}'; "
                      "[string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $i, $w.Elapsed.TotalSeconds - $i)")
            bare, loaded = run(empty, env)[0], run(imports, env)[0]
            words = subprocess.run([*empty[:-1], script], env=env, check=True, capture_output=True, text=True).stdout.split()
            measured["Import-Module, process with it less process without"] = loaded - bare
            measured["Import-Module, inside pwsh"] = float(words[0])
            measured["first receipt to a folder lake, after the import"] = float(words[1])
        if turn > 0:
            for name, seconds in measured.items():
                add(name, seconds)
    return ["| start | ms | (min-max) |", "|---|---:|---:|",
            *(f"| {name} | {statistics.median(ms):.0f} | {min(ms):.0f}-{max(ms):.0f} |" for name, ms in figures.items())]


def batch_table(work, runs, records):
    """Records of 1 KB into a folder lake in memory, at three sizes."""
    lines = ["| records of 1 KB | s | MB/s | files | peak MB |", "|---:|---:|---:|---:|---:|"]
    folder = os.path.join(work, "batches")
    for count in (records // 100, records // 10, records):
        measured = []
        for _ in range(runs):
            shutil.rmtree(folder, ignore_errors=True)
            process = subprocess.Popen(["dotnet", BATCH_BENCH, "lake", str(count), folder], stdout=subprocess.PIPE, text=True)
            words = process.stdout.read().split()
            _, _, usage = os.wait4(process.pid, 0)
            measured.append((float(words[0]), float(words[2]), int(words[4]), usage.ru_maxrss / 1024))
        shutil.rmtree(folder, ignore_errors=True)
        lines.append(f"| {count:,} | {median(measured, 0):.2f} | {median(measured, 1):.0f} | {measured[0][2]:,} | {median(measured, 3):.0f} |")
    return lines


def growth(host, server, work, lines, sizes, runs):
    """(bytes, wall seconds, CPU seconds, peak MB) of the host at each size for which there is room."""
    points = []
    source = os.path.join(work, "growing.csv")
    job = write_job(work, "growing.json", "growing.csv")
    for number, size in enumerate(sizes):
        if shutil.disk_usage(work).free < size * 1.1 or available_memory() < size + 3e9:
            print(f"left out, no room: a file of {size:,} bytes", file=sys.stderr)
            continue
        actual = write_csv(source, size, lines)
        # The largest file takes longer than all the others together: once is enough, and nothing is left to warm up.
        turns = runs + 1 if size < 5e9 else 1
        measured = [run([*host, "run", job, "-l", f"s3://bench/grow-{number}-{turn}"], server.env) for turn in range(turns)][-runs:]
        points.append((actual, median(measured, 0), median(measured, 1), median(measured, 2)))
        os.remove(source)
    return points


def available_memory():
    try:
        with open("/proc/meminfo") as f:
            return next(int(line.split()[1]) * 1024 for line in f if line.startswith("MemAvailable"))
    except OSError:
        return math.inf


# The picture

def svg(points):
    """Two panels with logarithmic sizes: seconds (logarithmic too), and peak memory."""
    width, height, left, top, plot_width, plot_height = 760, 300, 60, 40, 290, 200
    low, high = math.log10(points[0][0]), math.log10(points[-1][0])

    def x(panel, size):
        return left + panel * (plot_width + 80) + (math.log10(size) - low) / (high - low) * plot_width

    def panel(number, title, values, position, ticks):
        at = left + number * (plot_width + 80)
        parts = [f'<text x="{at}" y="24" font-weight="bold">{title}</text>',
                 f'<rect x="{at}" y="{top}" width="{plot_width}" height="{plot_height}" fill="none" stroke="#999"/>']
        for value, label in ticks:
            y = position(value)
            parts.append(f'<line x1="{at}" x2="{at + plot_width}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/><text x="{at - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
        spots = [(x(number, size), position(value)) for size, value in values]
        parts.append('<polyline fill="none" stroke="#06c" stroke-width="2" points="%s"/>' % " ".join(f"{a:.1f},{b:.1f}" for a, b in spots))
        for (a, b), (size, _) in zip(spots, values):
            parts.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="#06c"/><text x="{a:.1f}" y="{top + plot_height + 18}" text-anchor="middle">{size / 1e9:.3g} GB</text>')
        return parts

    seconds = [point[1] for point in points]
    slow, fast = math.ceil(math.log10(max(seconds))), math.floor(math.log10(min(seconds)))
    most = max(150, 50 * math.ceil(max(point[3] for point in points) / 50))
    by_time = panel(0, "Seconds to send and check", [(size, wall) for size, wall, _, _ in points],
                    lambda value: top + plot_height * (slow - math.log10(value)) / (slow - fast), [(10.0 ** power, f"{10.0 ** power:g}") for power in range(fast, slow + 1)])
    by_memory = panel(1, "Peak memory in MB", [(size, memory) for size, _, _, memory in points],
                      lambda value: top + plot_height * (1 - value / most), [(value, value) for value in range(0, most + 1, 50)])
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
                      f'<rect width="{width}" height="{height}" fill="#fff"/>', *by_time, *by_memory, "</svg>", ""])


# The whole

def build(work):
    """Builds all and publishes the host for this machine; the built one where that cannot be."""
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    for project in ("tests/DataLakeTools.TestServers", "tests/benchmarks/DataLakeTools.CrawlBench", "tests/benchmarks/DataLakeTools.Benchmarks", "src/DataLakeTools.Host", "src/DataLakeTools"):
        subprocess.run(["dotnet", "build", "-c", "Release", "--verbosity", "quiet", os.path.join(ROOT, project)], **quiet)
    system = {"Linux": "linux", "Darwin": "osx", "Windows": "win"}[platform.system()]
    rid = f"{system}-{'arm64' if platform.machine().lower() in ('arm64', 'aarch64') else 'x64'}"
    published = os.path.join(work, "host")
    try:
        subprocess.run(["dotnet", "publish", "-c", "Release", "-r", rid, "-o", published, "--verbosity", "quiet", os.path.join(ROOT, "src/DataLakeTools.Host")], **quiet)
        return ["dotnet", os.path.join(published, "datalake.dll")], "published"
    except subprocess.CalledProcessError:
        return ["dotnet", BUILT_HOST], "built, as it could not be published here"


def load():
    """What else ran on the machine meanwhile, as far as the system tells."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def versions():
    def said(*command):
        try:
            return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\n")[0].strip() if shutil.which(command[0]) else ""
        except OSError:
            return ""

    try:
        with open("/proc/cpuinfo") as f:
            cpu = next(line.split(":")[1].strip() for line in f if line.startswith("model name"))
    except (OSError, StopIteration):
        cpu = platform.processor()
    tools = [f".NET {said('dotnet', '--version')}", said("pwsh", "--version"), " ".join(said("curl", "--version").split()[:2]), said("aws", "--version").split(" ")[0],
             "boto3 " + said(sys.executable, "-c", "import boto3;print(boto3.__version__)")]
    return f"{datetime.date.today()}, {cpu}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; {', '.join(tool for tool in tools if tool)}."


def quoted(path, lines, source):
    """The same rows with commas and RFC 4180 quoting."""
    def quote(field):
        return b'"' + field.replace(b'"', b'""') + b'"' if b"," in field or b" " in field else field

    size = os.path.getsize(source)
    return write_csv(path, size, [b",".join(map(quote, line.rstrip(b"\r\n").split(b"|"))) + b"\r\n" for line in lines], HEADER.replace("|", ","))


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--quick", action="store_true")
    p.add_argument("--size-gb", type=float)
    p.add_argument("--large-gb", type=float)
    p.add_argument("--runs", type=int)
    p.add_argument("--titles", type=int, help="how many titles the crawl has; 0 leaves it out")
    p.add_argument("--results", default="")
    a = p.parse_args()
    share = 10 if a.quick else 1
    runs = a.runs or (2 if a.quick else 3)
    titles = a.titles if a.titles is not None else 10_000 // (share * share)
    began = time.monotonic()

    work = tempfile.mkdtemp(prefix="side-by-side-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    servers = []
    try:
        host, form = build(work)
        lines = rows()
        source, comma = os.path.join(work, "movies.csv"), os.path.join(work, "movies-quoted.csv")
        size = write_csv(source, int((a.size_gb or 1.0 / share) * 1e9), lines)
        job = write_job(work, "large.json", "movies.csv")
        small = os.path.join(work, "small")
        os.mkdir(small)
        for number in range(SMALL_FILES // share):
            write_csv(os.path.join(small, f"movies-{number:04d}.csv"), SMALL_BYTES, lines[number:] + lines[:number])
        write_csv(os.path.join(work, "tiny.csv"), 10_000, lines)

        text = [versions(), f"{runs} runs each in turn after one to warm up; medians. The host is {form}; the server shares the processors.", "",
                f"Load average of the machine before: {load()} (a busy machine adds to wall times, less to CPU seconds).", ""]
        print("\n".join(text), flush=True)

        def say(*more):
            text.extend(more)
            print("\n".join(more), flush=True)

        say(f"## One CSV of {size:,} bytes", "",
            "The server of the first two tables does with the bytes what S3 does: an MD5 of every PUT or part, which ETags are made of, and a check of the "
            "checksum that the program claims. (curl claims none.) The server of the last two throws the bytes away, so they show the limit of each sender. "
            f"\"x {CURL}\" is the wall time in multiples of curl's.", "")
        for mode, https, title in (("forget", False, "**As S3 does**, loopback, no TLS:"), ("forget", True, "As S3 does, with TLS:"),
                                   ("discard", False, "**Discarding**, no TLS:"), ("discard", True, "Discarding, with TLS:")):
            server = Server(work, mode, https)
            servers.append(server)
            say(title, "", *table(in_turn(large_programs(host, server, source, job), server, runs, f"{mode}-{https}"), CURL), "")
        plain = servers[0]
        say(f"## {SMALL_FILES // share:,} CSVs of {SMALL_BYTES // 1000} KB", "", "As S3 does, no TLS:", "",
            *table(in_turn(small_programs(host, small, write_job(work, "small.json", "small/*.csv")), plain, runs, "small")), "")

        quoted(comma, lines, source)
        sources = [("`\\|`, no quoting", source), ("`,`, quoted", comma)]
        say("## Checking alone", "", f"About {size:,} bytes in a warm file cache, one core.", "", *check_table(sources, plain.env, runs), "",
            "GB/s over the same files in memory, one core, best of seven:", "", *memory_table(sources), "")
        os.remove(comma)
        if shutil.which("pwsh"):
            say("## Reading rows", "", f"A movies.csv of {TITLES // share:,} titles with one to ten rows each.", "", *import_table(work, lines, TITLES // share, plain.env, runs), "")
        say("## Starting", "", "With a file of 10 KB.", "", *start_table(host, work, write_job(work, "tiny.json", "tiny.csv"), plain.env, runs), "")
        say("## Batching", "", "RecordBatcher and RawJsonBatchWriter into a folder lake in memory; every file flushed, read back and renamed.", "",
            *batch_table(work, min(runs, 3), RECORDS // share), "")
        if titles:
            say("## Crawling", "", "A stand-in for TMDB in a process of its own that allows 40 requests in any second, at 100 ms latency.", "", *crawl_table(titles), "")
        os.remove(source)
        points = growth(host, plain, work, lines, [size // 100, size // 10, size, int((a.large_gb or 10.0 / share) * 1e9)], runs)
        say("## Growing", "", "The host, with check, to a server that does as S3 does, without TLS; files of 5 GB and more once.", "", "| bytes | wall s | GB/s | CPU s | peak MB |", "|---:|---:|---:|---:|---:|",
            *(f"| {point[0]:,} | {point[1]:.2f} | {point[0] / point[1] / 1e9:.2f} | {point[2]:.2f} | {point[3]:.0f} |" for point in points))
        if a.results:
            os.makedirs(os.path.dirname(os.path.abspath(a.results)), exist_ok=True)
            with open(os.path.join(os.path.dirname(os.path.abspath(a.results)), "scale.svg"), "w") as f:
                f.write(svg(points))
            with open(a.results, "w") as f:
                f.write("# Side by side\n\nMade by `tests/benchmarks/side_by_side.py`.\n\n" + "\n".join(text)
                        + "\n\n![Time and memory as the file grows, each step ten times the one before](scale.svg)\n")
        print(f"\n{time.monotonic() - began:.0f} s in all", file=sys.stderr)
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)


main()
