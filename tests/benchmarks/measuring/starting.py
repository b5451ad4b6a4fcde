"""What it costs to begin, and what of that is the runtime's."""
import os
import shutil
import socket
import statistics
import subprocess
import time

import cold_start

from . import data, peers
from .runs import MANIFEST, Program, in_turn, median, run


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


def runtimes(b, job):
    """Programs that do nothing, or next to nothing."""
    bare = ["-NoProfile", "-NonInteractive", "-Command"]
    return [
        Program("python3, doing nothing", peers.tool("python3", "-c", "0")),
        Program("node, doing nothing", peers.tool("node", "-e", "0")),
        Program("pwsh -NoProfile, doing nothing", peers.tool("pwsh", *bare, "1")),
        Program("**pwsh, Import-Module DataLakeTools**", peers.tool("pwsh", *bare, f"Import-Module '{MANIFEST}'")),
        Program("**datalake --version**", [*b.host, "--version"]),
        Program("**datalake run, 10 KB to a folder lake**", [*b.host, "run", job, "-l", b.in_memory("lake-{turn}")]),
        Program("aws --version", peers.tool("aws", "--version")),
        Program("python3, import boto3 and make a client", peers.python("boto3", "boto3.client('s3')")),
        Program("rclone version", peers.tool("rclone", "version")),
    ]


def start_section(b, say):
    env, job = b.server().env, data.write_job(b.work, "tiny.json", "tiny.csv")
    say("## Starting", "", "What a runtime costs before anything of ours or of the others' runs, whole processes:", "",
        "| process | wall ms | (min-max) | CPU ms | peak MB |", "|---|---:|---:|---:|---:|")
    for name, runs in in_turn(runtimes(b, job), env, b.runs, "starts").items():
        walls = [figure.wall * 1000 for figure in runs]
        say(f"| {name} | {median(runs, 'wall') * 1000:.0f} | {min(walls):.0f}-{max(walls):.0f} | {median(runs, 'cpu') * 1000:.0f} | {median(runs, 'peak'):.0f} |" if runs
            else f"| {name} | not on this machine | | | |")
    say("", "With a file of 10 KB:", "", "| start | ms | (min-max) |", "|---|---:|---:|",
        *(f"| {name} | {statistics.median(ms):.0f} | {min(ms):.0f}-{max(ms):.0f} |" for name, ms in moments(b, env, job).items()), "",
        "Where Import-Module takes more than 40 ms, it is PowerShell's own reading of a manifest (the limit row), the loading of one assembly, and its format data, which it loads anew for any module that has some: 48 ms with ours, 47 with one view of it and 38 without any were seen on a busy machine. "
        "Tried, and taken: no script, no nested module, type data in one text that no import compiles.", "")


COLD = {"next": "to its first question for an event", "first S3 byte": "to the first byte to S3", "answer": "to its answer"}


def cold_section(b, say):
    """The program as a function in AWS Lambda is started, once for each event."""
    say("## Lambda cold start", "", f"The program as a function, from the start of its process, against a stand-in of the runtime API and one of S3: one event, a job of one CSV file of two rows, on one processor. Medians of {cold_start.RUNS} "
        "(`cold_start.py`). What AWS itself takes before, to fetch and unpack the layer, is not in it.", "")
    if not (shutil.which("taskset") and os.path.isdir("/proc/self")):
        say("(This machine has no taskset or /proc.)", "")
        return
    folder = os.path.dirname(b.host[-1])
    seen = cold_start.measure([folder], cold_start.RUNS)[folder]
    say("| start | ms | (min-max) |", "|---|---:|---:|", *(f"| {words} | {statistics.median(ms):.0f} | {min(ms):.0f}-{max(ms):.0f} |" for name, words in COLD.items() if (ms := [moments[name] for moments in seen])),
        "", f"Its memory then: {statistics.median(moments['peak MB'] for moments in seen):.0f} MB.", "")


def imported(manifest):
    """A script that imports a module; $i is how many seconds that took, and the stopwatch $w goes on."""
    return f"$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '{manifest}'; $i = $w.Elapsed.TotalSeconds; "


def moments(b, env, job):
    figures = {}
    manifest_alone = os.path.join(b.work, "Alone.psd1")
    with open(manifest_alone, "w", encoding="utf-8") as f:
        f.write("@{ ModuleVersion = '1.0' }")
    empty = peers.tool("pwsh", "-NoProfile", "-NonInteractive", "-Command", "1")
    for turn in range(b.runs + 1):
        measured = {"host: to the first byte to S3": first_byte([*b.host, "run", job, "-l", "s3://bench/x"], env)}
        if empty:
            script = (imported(MANIFEST) + f"$null = Send-RawCsv '{b.tiny}' -Lake '{b.in_memory(f'lake-of-pwsh-{turn}')}'; "
                      "[string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $i, $w.Elapsed.TotalSeconds - $i)")
            bare, loaded = run(empty, env).wall, run([*empty[:-1], f"Import-Module '{MANIFEST}'"], env).wall
            words = run([*empty[:-1], script], env).output.split()
            alone = run([*empty[:-1], imported(manifest_alone) + "$i.ToString([cultureinfo]::InvariantCulture)"], env).output
            measured["limit: Import-Module of a manifest alone, inside pwsh"] = float(alone)
            measured["Import-Module, process with it less process without"] = loaded - bare
            measured["Import-Module, inside pwsh"] = float(words[0])
            measured["first receipt to a folder lake, after the import"] = float(words[1])
        if turn > 0:
            for name, seconds in measured.items():
                figures.setdefault(name, []).append(seconds * 1000)
    return figures
