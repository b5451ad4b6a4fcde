"""What all tables share: the sizes, the files, the servers, the points of the picture."""
import math
import os
import platform
import shutil
import subprocess
import tempfile

from . import data
from .lake import Lake
from .runs import ROOT, Server

CRAWL_BENCH = os.path.join(ROOT, "tests/benchmarks/DataLakeTools.CrawlBench/bin/Release/net10.0/DataLakeTools.CrawlBench.dll")
READ_BENCH = os.path.join(ROOT, "tests/benchmarks/DataLakeTools.Benchmarks/bin/Release/net10.0/DataLakeTools.Benchmarks.dll")


class Bench:
    def __init__(self, folder, size, large, share, runs, titles):
        self.large, self.share, self.runs, self.titles = large, share, runs, titles
        # What is read lies on a disk, in the system's cache, as users' files do; what is written must not wait for a disk.
        self.work = tempfile.mkdtemp(prefix="side-by-side-", dir=folder)
        self.memory = tempfile.mkdtemp(prefix="side-by-side-", dir="/dev/shm" if os.path.isdir("/dev/shm") else folder)
        self.place = f"in the cache of the system ({file_system(self.work)})"
        self.points = {}  # what -> (what stands for 1, [(times, seconds, peak MB), ...])
        self._servers, self._lakes = {}, {}
        self.env = dict(os.environ)
        self.lines = data.rows()
        self.source = self.path("movies.csv")
        self.size, self.rows = data.write_csv(self.source, size, self.lines)
        self.job = data.write_job(self.work, "large.json", "movies.csv")
        self.tiny = self.path("tiny.csv")
        data.write_csv(self.tiny, 10_000, self.lines)

    def path(self, *names):
        return os.path.join(self.work, *names)

    def in_memory(self, *names):
        return os.path.join(self.memory, *names)

    def build(self):
        """Builds all and publishes the host, and the peer that is a .NET program too, for this machine; the built ones where that cannot be."""
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        for project in ("tests/DataLakeTools.TestServers", "tests/benchmarks/DataLakeTools.CrawlBench", "tests/benchmarks/DataLakeTools.Benchmarks", "tests/benchmarks/DataLakeTools.TransferBench", "src/DataLakeTools.Host", "src/DataLakeTools"):
            subprocess.run(["dotnet", "build", "-c", "Release", "--verbosity", "quiet", os.path.join(ROOT, project)], **quiet)
        system = {"Linux": "linux", "Darwin": "osx", "Windows": "win"}[platform.system()]
        rid = f"{system}-{'arm64' if platform.machine().lower() in ('arm64', 'aarch64') else 'x64'}"
        self.form = "published, one native file"
        published = {}
        for project, program in (("src/DataLakeTools.Host", "datalake"), ("tests/benchmarks/DataLakeTools.TransferBench", "DataLakeTools.TransferBench")):
            try:
                subprocess.run(["dotnet", "publish", "-c", "Release", "-r", rid, "-o", self.path(program), "--verbosity", "quiet", os.path.join(ROOT, project)], **quiet)
                published[program] = [self.path(program, program)]
            except subprocess.CalledProcessError:
                published[program] = ["dotnet", os.path.join(ROOT, project, "bin/Release/net10.0", f"{program}.dll")]
                self.form = "built, as it could not be published here"
        self.host, self.transfer = published["datalake"], published["DataLakeTools.TransferBench"]
        if not shutil.which("pwsh"):
            # As its installers ship it. The .NET tool that would be taken else is compiled anew at each start.
            subprocess.run(["dotnet", "publish", "-c", "Release", "-r", rid, "-o", self.path("pwsh"), "--verbosity", "quiet", os.path.join(ROOT, "tests/benchmarks/DataLakeTools.PowerShell")], **quiet)
            os.environ["PATH"] = self.env["PATH"] = os.pathsep.join([self.path("pwsh"), os.environ["PATH"]])

    def server(self, mode="forget", https=False):
        if (mode, https) not in self._servers:
            self._servers[mode, https] = Server(self.work, mode, https)
        return self._servers[mode, https]

    def lake(self, tenths):
        """A lake with a tenth, all or ten times (1, 10, 100 tenths) of files as the real ones are."""
        if tenths not in self._lakes:
            self._lakes[tenths] = Lake(self, tenths)
        return self._lakes[tenths]

    def add_point(self, what, unit, times, seconds, peak):
        self.points.setdefault(what, (unit, []))[1].append((times, seconds, peak))

    def close(self):
        for server in self._servers.values():
            server.stop()
        for folder in (self.work, self.memory):
            shutil.rmtree(folder, ignore_errors=True)


def file_system(folder):
    """The kind of the file system of a folder, where the system tells."""
    try:
        with open("/proc/mounts") as f:
            mounts = [line.split()[1:3] for line in f]
    except OSError:
        return platform.system()
    return max((mount for mount in mounts if os.path.commonpath([mount[0], folder]) == mount[0]), key=lambda mount: len(mount[0]))[1]


def available_memory():
    try:
        with open("/proc/meminfo") as f:
            return next(int(line.split()[1]) * 1024 for line in f if line.startswith("MemAvailable"))
    except OSError:
        return math.inf
