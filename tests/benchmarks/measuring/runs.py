"""Running programs in turn, and the tables of what they took."""
import collections
import math
import os
import re
import ssl
import statistics
import subprocess
import sys
import tempfile

from . import peers

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
SERVER = os.path.join(ROOT, "tests/DataLakeTools.TestServers/bin/Release/net10.0/DataLakeTools.TestServers.dll")
MANIFEST = os.path.join(ROOT, "output/DataLakeTools/DataLakeTools.psd1")
LAUNCH = [sys.executable, "-I", "-S", os.path.join(os.path.dirname(os.path.abspath(__file__)), "launch.py")]
SLOW = 20
MAX_PUT = 100 * 1000**3  # S3 takes 5 GB in one PUT; curl knows no other way, and larger files are measured beside it.

Figure = collections.namedtuple("Figure", "wall cpu peak output server", defaults=("", math.nan))

# A row of a table. Without a command the tool is not on this machine; what it prints must match "expects", if that is given.
Program = collections.namedtuple("Program", "name command expects", defaults=(None,))


def run(command, env):
    """One run of a whole process: wall seconds, CPU seconds of it and of those it waited for, peak MB, and what it printed."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
        figures = os.path.join(folder, "figures")
        code = subprocess.run([*LAUNCH, figures, *command], env=env, stdout=output, stderr=subprocess.STDOUT, check=False).returncode
        output.seek(0)
        printed = output.read().decode(errors="replace")
        if code != 0:
            sys.exit(f"failed with {code}: {command}\n{printed[-2000:]}")
        with open(figures) as f:
            wall, cpu, peak = map(float, f.read().split())
        return Figure(wall, cpu, peak / 1024, printed)


def in_turn(programs, env, runs, scene="", server=None):
    """Programs in turn, there and back (A B C, C B A); a first turn, which is not counted, warms caches. Whoever takes very
    long in the first has that one counted, and no other. Gives name -> figures; none for what is not on this machine."""
    figures = {program.name: [] for program in programs}
    there = [program for program in programs if program.command]
    for turn in range(runs + 1):
        for program in there if turn % 2 == 0 else reversed(there):
            done = figures[program.name]
            if done and done[0].wall > SLOW:
                continue
            # A lake of its own for every run: what is already there is not sent again.
            before = server.cpu_seconds() if server else math.nan
            figure = run([word.replace("{turn}", f"{scene}-{turn}") for word in program.command], env)
            if program.expects and not re.search(program.expects, figure.output):
                sys.exit(f"{program.name} printed {figure.output[-500:]!r}, not {program.expects}")
            if turn == 1 and done:
                done.clear()
            done.append(figure._replace(output="", server=(server.cpu_seconds() if server else math.nan) - before))
    return figures


def median(figures, name):
    return statistics.median(getattr(figure, name) for figure in figures)


def seconds(value):
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def table(figures, limit=None, size=None, server=True, rows=None, beside=None):
    """A row a program; with the name of a limit, also how many times its wall time each takes; with a size, GB/s; with rows,
    those a second; beside: the title of one more column, and what it has of each program."""
    measured = [name for name in figures if figures[name]]
    columns = ["wall s", "(min-max)"]
    columns += [f"x {limit}"] if limit in measured else []
    columns += ["GB/s"] if size else []
    columns += ["rows/s"] if rows else []
    columns += ["CPU s", "peak MB"] + (["server CPU s"] if server else []) + ([beside[0]] if beside else [])
    lines = ["| program | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for name, runs in figures.items():
        if not runs:
            lines.append(f"| {name} | not on this machine" + " |" * len(columns))
            continue
        walls, wall = [figure.wall for figure in runs], median(runs, "wall")
        cells = [seconds(wall), f"{seconds(min(walls))}-{seconds(max(walls))}" if len(runs) > 1 else "once"]
        cells += [f"{wall / median(figures[limit], 'wall'):.2f}"] if limit in measured else []
        cells += [f"{size / wall / 1e9:.2f}"] if size else []
        cells += [f"{rows / wall:,.0f}"] if rows else []
        cells += [seconds(median(runs, "cpu")), f"{median(runs, 'peak'):.0f}"] + ([seconds(median(runs, "server"))] if server else [])
        cells += [beside[1].get(name, "")] if beside else []
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def pwsh(script):
    """The command of a new pwsh that has the module and runs a script; None where there is no pwsh."""
    return peers.tool("pwsh") and [*peers.tool("pwsh"), "-NoProfile", "-NonInteractive", "-Command", f"$ErrorActionPreference = 'Stop'; Import-Module '{MANIFEST}'; {script}"]


class Server:
    """The stand-in, and the environment that leads to it."""

    def __init__(self, work, mode, https=False):
        self.process = subprocess.Popen(
            ["dotnet", SERVER, "s3", *([] if mode == "keep" else [f"--{mode}"]), "--bucket", "bench", "--maximum-put-size", str(MAX_PUT)] + (["--https"] if https else []), stdout=subprocess.PIPE, text=True)
        self.endpoint = next(word for word in self.process.stdout.readline().split() if word.startswith("http")).rstrip("/")
        self.env = dict(os.environ, AWS_ACCESS_KEY_ID="bench", AWS_SECRET_ACCESS_KEY="bench", AWS_DEFAULT_REGION="us-east-1", AWS_REGION="us-east-1",
                        AWS_ENDPOINT_URL=self.endpoint, S3_ENDPOINT_URL=self.endpoint, AWS_EC2_METADATA_DISABLED="true")
        self.certificate = None
        if https:
            host, port = self.endpoint.split("//")[1].split(":")
            self.certificate = os.path.join(work, f"server-{port}.pem")
            with open(self.certificate, "w") as f:
                f.write(ssl.get_server_certificate((host, int(port))))
            self.env.update(SSL_CERT_FILE=self.certificate, AWS_CA_BUNDLE=self.certificate)

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
