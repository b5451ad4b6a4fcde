#!/usr/bin/env python3
"""Sends one large CSV file with several programs, side by side in one run, to one S3 server on loopback.

usage: side_by_side.py [--size-gb N] [--runs N] [--results FILE]

Needs: the .NET SDK, python3 with boto3, and, each left out with a note where it is missing, aws (CLI), curl, pwsh.
The server is the repository's own stand-in in its discarding mode: it reads every body and keeps none. The programs
take turns (A B C, A B C, ...), so that a drift of the machine's speed meets all of them. For every program the script
prints the median of wall seconds, of CPU seconds (user + system of the whole process) and of the peak memory, as the
operating system counts them (wait4).
"""
import argparse
import datetime
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
HEADER = ("id|tituloPincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|"
          "personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos")
WORDS = "noite rio lua sombra guerra amor último silêncio coração night river war love Ção Über Москва 東京 João".split()


def write_csv(path, size):
    """A movies.csv of at least this many bytes: 20,000 different rows again and again."""
    r = random.Random(7)

    def phrase():
        return " ".join(r.choice(WORDS) for _ in range(r.randint(1, 5)))

    rows = []
    for i in range(20_000):
        rows.append("|".join([
            f"tt{r.randint(10, 29999999):07d}", phrase(), phrase(), str(r.randint(1894, 2022)),
            "\\N" if r.random() < .1 else str(r.randint(40, 300)), "Crime,Drama", f"{r.randint(10, 100) / 10:.1f}",
            str(r.randint(5, 99999)), "actor", phrase(), phrase(), "\\N" if r.random() < .38 else "1950", "\\N",
            "actor,writer", "tt1563065,tt18678584"]))
    block = ("\r\n".join(rows) + "\r\n").encode()
    with open(path, "wb") as f:
        f.write((HEADER + "\r\n").encode())
        while f.tell() < size:
            f.write(block)


def run(command, env):
    """One run: wall seconds, CPU seconds, peak MB, and what it printed when it failed."""
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


def check_table(source, size, manifest, env, runs):
    """Reading the same file, in a warm file cache: whole processes, and Test-RawCsv alone inside a running pwsh."""
    lines = [f"Checking the same {size:,} bytes in a warm file cache, medians.", "", "| reader | s | GB/s |", "|---|---:|---:|"]
    for name, command in (("cat, whole process", ["cat", source]), ("wc -l, whole process", ["wc", "-l", source])):
        seconds = statistics.median(run(command, env)[0] for _ in range(runs))
        lines.append(f"| {name} | {seconds:.3f} | {size / seconds / 1e9:.1f} |")
    if shutil.which("pwsh"):
        script = (f"Import-Module '{manifest}'; foreach ($i in 0..{runs}) {{ foreach ($quiet in $false, $true) {{ "
                  f"\"$i $quiet $((Measure-Command {{ Test-RawCsv '{source}' -Quiet:$quiet }}).TotalSeconds.ToString([cultureinfo]::InvariantCulture))\" }} }}")
        printed = subprocess.run(["pwsh", "-NoProfile", "-NonInteractive", "-Command", script], check=True, capture_output=True, text=True).stdout
        for quiet, name in (("False", "**Test-RawCsv** with missing values a column"), ("True", "**Test-RawCsv -Quiet**, the check that Send-RawCsv makes")):
            seconds = statistics.median(float(words[2]) for words in map(str.split, printed.splitlines()) if words[1] == quiet and words[0] != "0")
            lines.append(f"| {name}, in a running pwsh | {seconds:.3f} | {size / seconds / 1e9:.1f} |")
    return lines


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--size-gb", type=float, default=1.0)
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--results", default="")
    a = p.parse_args()

    build = ["dotnet", "build", "-c", "Release", "--verbosity", "quiet"]
    for project in ["tests/DataLakeTools.TestServers", "src/DataLakeTools.Host", "src/DataLakeTools"]:
        subprocess.run(build + [os.path.join(ROOT, project)], check=True, stdout=subprocess.DEVNULL)

    work = tempfile.mkdtemp(prefix="side-by-side-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    server = None
    try:
        source = os.path.join(work, "movies.csv")
        write_csv(source, int(a.size_gb * 1e9))
        size = os.path.getsize(source)
        server = subprocess.Popen(
            ["dotnet", os.path.join(ROOT, "tests/DataLakeTools.TestServers/bin/Release/net10.0/DataLakeTools.TestServers.dll"),
             "s3", "--discard", "--bucket", "bench"], stdout=subprocess.PIPE, text=True)
        endpoint = next(word for word in server.stdout.readline().split() if word.startswith("http")).rstrip("/")
        env = dict(os.environ, AWS_ACCESS_KEY_ID="bench", AWS_SECRET_ACCESS_KEY="bench", AWS_DEFAULT_REGION="us-east-1",
                   AWS_ENDPOINT_URL=endpoint, AWS_EC2_METADATA_DISABLED="true", DOTNET_TieredPGO="0")

        job = os.path.join(work, "job.json")
        with open(job, "w") as f:
            f.write('{"steps":[{"type":"SendCsv","path":"movies.csv"}]}')
        host = os.path.join(ROOT, "src/DataLakeTools.Host/bin/Release/net10.0/datalake.dll")
        manifest = os.path.join(ROOT, "output/DataLakeTools/DataLakeTools.psd1")
        upload = f"import boto3;boto3.client('s3').upload_file({source!r},'bench','boto3/movies.csv')"
        whole = f"import boto3;boto3.client('s3').put_object(Bucket='bench',Key='whole',Body=open({source!r},'rb').read())"
        send = f"Import-Module '{manifest}'; "
        send += f"$r = Send-RawCsv '{source}' -Lake s3://bench/pwsh-{{turn}} -ErrorAction Stop; if ($r.Status -ne 'Uploaded') {{ exit 3 }}"
        programs = [
            ("limit: curl PUT, one stream, no check", "curl", ["curl", "-s", "-S", "-f", "-T", source, f"{endpoint}/bench/curl"]),
            ("**datalake run (host), with check**", "dotnet", ["dotnet", host, "run", job, "-l", "s3://bench/host-{turn}"]),
            ("**Send-RawCsv in pwsh, with check**", "pwsh", ["pwsh", "-NoProfile", "-NonInteractive", "-Command", send]),
            ("aws s3 cp, no check", "aws", ["aws", "s3", "cp", "--only-show-errors", source, "s3://bench/cli/movies.csv"]),
            ("boto3 upload_file, no check", "python3", [sys.executable, "-c", upload]),
            ("boto3 put_object(read()), no check", "python3", [sys.executable, "-c", whole]),
        ]
        there = [program for program in programs if shutil.which(program[1])]
        for program in programs:
            if program not in there:
                print(f"left out, not on this machine: {program[0]}", file=sys.stderr)

        figures = {name: [] for name, _, _ in there}
        for turn in range(a.runs + 1):
            for name, _, command in there:
                # A lake of its own for every run: what is already there is not sent again.
                figure = run([word.replace("{turn}", str(turn)) for word in command], env)
                if turn > 0:  # the first turn warms caches
                    figures[name].append(figure)

        lines = [
            f"One CSV of {size:,} bytes, {a.runs} runs each in turn after one to warm up, medians (min-max of wall). "
            f"{datetime.date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, loopback without TLS.",
            "",
            "| program | wall s | (min-max) | CPU s | peak MB |",
            "|---|---:|---:|---:|---:|",
        ]
        for name, measured in figures.items():
            walls = [m[0] for m in measured]
            lines.append(f"| {name} | {statistics.median(walls):.2f} | {min(walls):.2f}-{max(walls):.2f} | "
                         f"{statistics.median(m[1] for m in measured):.2f} | {statistics.median(m[2] for m in measured):.0f} |")
        lines += ["", *check_table(source, size, manifest, env, a.runs)]
        text = "\n".join(lines)
        print(text)
        if a.results:
            with open(a.results, "w") as f:
                f.write("# Side by side\n\nMade by `tests/benchmarks/side_by_side.py`.\n\n" + text + "\n")
    finally:
        if server:
            server.terminate()
            server.wait()
        shutil.rmtree(work)


main()
