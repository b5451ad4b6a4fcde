"""
The image without an engine: what deploy/docker/Dockerfile says, carried out in namespaces by bubblewrap.

The build stage sees only what .dockerignore lets through and COPY names. The final stage sees the published program,
the system's libraries, certificates and time zones; its root is read-only, and its user, environment, working folder and
entry point are those of the Dockerfile, read from it.
"""

import errno
import fnmatch
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import time
import unittest
import uuid
from pathlib import Path

from support import REPOSITORY, need, run

DOCKERFILE = REPOSITORY / "deploy" / "docker" / "Dockerfile"


def instructions():
    """(stage, word, rest) of every instruction."""
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", DOCKERFILE.read_text(), flags=re.MULTILINE))
    stage = -1
    for line in filter(None, map(str.strip, text.splitlines())):
        word, rest = line.split(None, 1)
        stage += word == "FROM"
        yield stage, word, rest


def _of(stage, word):
    return [rest for at, found, rest in instructions() if at == stage and found == word]


class BuildContext:
    """What the builder would be sent."""

    def __init__(self):
        lines = (DOCKERFILE.parent / "Dockerfile.dockerignore").read_text().splitlines()
        self._patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]

    def holds(self, path):
        """Whether a file gets through; of the patterns that fit, the last decides."""
        held = True
        for pattern in self._patterns:
            keep = pattern.startswith("!")
            bare = pattern.removeprefix("!")
            if any(self._fits(bare, part) for part in [path, *map(str, Path(path).parents)]):
                held = keep
        return held

    @staticmethod
    def _fits(pattern, path):
        if pattern.startswith("**/"):
            return fnmatch.fnmatchcase(path.rsplit("/", 1)[-1], pattern[3:])
        return fnmatch.fnmatchcase(path, pattern) and path.count("/") == pattern.count("/")

    def copy(self, sources, target):
        """COPY, from the work tree."""
        for source in sources:
            found = REPOSITORY / source
            files = [found] if found.is_file() else [file for file in found.rglob("*") if file.is_file()]
            for file in files:
                name = file.relative_to(REPOSITORY).as_posix()
                if self.holds(name):
                    # COPY of a folder copies what is in it.
                    to = target / (file.relative_to(found) if found.is_dir() else file.name)
                    to.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, to)


class MemoryLimit:
    """A control group that ends what takes more memory than it may, as a container engine makes one."""

    GROUPS = Path("/sys/fs/cgroup")

    def __init__(self, megabytes):
        is_first_version = (self.GROUPS / "memory" / "memory.limit_in_bytes").exists()
        controllers = self.GROUPS / "cgroup.subtree_control"
        if os.geteuid() != 0:
            raise unittest.SkipTest("only root can limit the memory")
        if not is_first_version and not (controllers.exists() and "memory" in controllers.read_text()):
            raise unittest.SkipTest("there is no control group for memory here")
        self._group = self.GROUPS / ("memory" if is_first_version else "") / f"datalake-{uuid.uuid4().hex}"
        self._limit = ("memory.limit_in_bytes" if is_first_version else "memory.max", megabytes << 20)

    def __enter__(self):
        self._group.mkdir()
        name, limit = self._limit
        (self._group / name).write_text(str(limit))
        swap = self._group / "memory.swap.max"
        if swap.exists():
            swap.write_text("0")
        return self

    def __exit__(self, *_):
        # A process that has ended leaves its group a moment later.
        deadline = time.monotonic() + 30
        while True:
            try:
                return self._group.rmdir()
            except OSError as error:
                if error.errno != errno.EBUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def around(self, command):
        """The command line that starts a command within the limit."""
        return ["/bin/sh", "-ec", 'echo $$ > "$0"; exec "$@"', self._group / "cgroup.procs", *command]


class Image:
    """The built image: the folders that its layers would hold."""

    def __init__(self, folder):
        self._bubblewrap = need("bwrap")
        need("dotnet")
        if not (shutil.which("clang") or shutil.which("gcc")):
            raise unittest.SkipTest("a linker for native programs (clang or gcc) is not on this machine")
        self._folder = Path(folder)
        self._build()
        self.user, self.group = map(int, _of(1, "USER")[0].split(":"))
        self.environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "APP_UID": "1654"}
        self.environment |= dict(pair.split("=", 1) for rest in _of(1, "ENV") for pair in shlex.split(rest))
        self.entry_point = json.loads(_of(1, "ENTRYPOINT")[0])
        self.work_folder = _of(1, "WORKDIR")[0]
        self.volume = _of(1, "VOLUME")[0]

    def _build(self):
        source, out = self._folder / "src", self._folder / "out"
        source.mkdir()
        out.mkdir()
        context = BuildContext()
        for rest in _of(0, "COPY"):
            *sources, target = rest.split()
            context.copy(sources, source / target)
        # The builder's own system is this machine's, and read-only; packages come from the usual place of NuGet.
        packages = Path(os.environ.get("NUGET_PACKAGES", Path.home() / ".nuget"))
        packages.mkdir(parents=True, exist_ok=True)
        for command in _of(0, "RUN"):
            run(
                [
                    self._bubblewrap, "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp",
                    "--bind", packages, packages,
                    # Mount points that this machine lacks come from a folder that stands in for the root.
                    *self._stand_in({"/src": source, "/out": out}),
                    "--chdir", "/src", "/bin/sh", "-ec", command,
                ],
                env=os.environ | {"DOTNET_CLI_HOME": "/tmp", "DOTNET_NOLOGO": "1", "DOTNET_CLI_TELEMETRY_OPTOUT": "1", "MSBUILDDISABLENODEREUSE": "1", "TARGETARCH": self._architecture()},
                timeout=1800,  # it compiles ahead of time
            )
        self.layers = {target: self._folder / origin.lstrip("/") for origin, target in self._copies_from_build()}

    @staticmethod
    def _architecture():
        return {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]

    @staticmethod
    def _stand_in(folders):
        missing = [target for target in folders if not Path(target).exists()]
        arguments = []
        if missing:
            # A root of our own with the entries of the real one.
            arguments += ["--tmpfs", "/"]
            for entry in sorted(Path("/").iterdir()):
                if entry.is_symlink():
                    arguments += ["--symlink", os.readlink(entry), entry]
                elif entry.name not in ("dev", "proc", "tmp") and entry.is_dir():
                    arguments += ["--ro-bind", entry, entry]
            arguments += ["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]
            packages = Path(os.environ.get("NUGET_PACKAGES", Path.home() / ".nuget"))
            arguments += ["--bind", packages, packages]
        for target, source in folders.items():
            arguments += ["--bind", source, target]
        return arguments

    @staticmethod
    def _copies_from_build():
        for rest in _of(1, "COPY"):
            words = [word for word in rest.split() if not word.startswith("--")]
            assert "--from=build" in rest, rest
            yield words[0], words[1]

    def command(self, *arguments, mounts=(), variables=None, network=False, instead=None):
        """The command line that runs the image with a read-only root; instead runs another program of this machine."""
        inside = [
            self._bubblewrap, "--die-with-parent", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--as-pid-1",
            *([] if network else ["--unshare-net"]),
            "--uid", str(self.user), "--gid", str(self.group), "--hostname", "datalake", "--clearenv",
            *self._system(),
            "--dir", "/home/app", "--proc", "/proc", "--dev", "/dev",
        ]
        for target, layer in self.layers.items():
            inside += ["--ro-bind", layer, target]
        program = self.entry_point
        if instead:
            inside += ["--ro-bind", instead, "/probe"]
            program = ["/probe"]
        for source, target, kind in mounts:
            inside += ["--bind" if kind == "rw" else "--ro-bind", source, target]
        inside += ["--remount-ro", "/"]
        for name, value in (self.environment | (variables or {})).items():
            inside += ["--setenv", name, value]
        inside += ["--chdir", self.work_folder, "--", *program, *arguments]
        return self.as_user() + [str(part) for part in inside]

    def _system(self):
        yield from ("--tmpfs", "/", "--dir", "/usr/bin", "--dir", "/tmp")
        for folder in ("/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ssl", "/usr/share/ca-certificates"):
            if Path(folder).is_dir():
                yield from ("--ro-bind", folder, folder)
        for folder in ("/lib", "/lib64"):
            if Path(folder).is_symlink():
                yield from ("--symlink", os.readlink(folder), folder)
            elif Path(folder).is_dir():
                yield from ("--ro-bind", folder, folder)
        # The libraries of this machine hold its .NET too, where it is installed under /usr/lib.
        if Path("/usr/lib/dotnet").is_dir():
            yield from ("--tmpfs", "/usr/lib/dotnet")

    def as_user(self):
        """Root gives itself up for good; anybody else stays what they are and is only shown as the image's user."""
        if os.geteuid() != 0:
            return []
        return [need("setpriv"), f"--reuid={self.user}", f"--regid={self.group}", "--clear-groups", "--no-new-privs"]

    def run(self, *arguments, ok=(0,), **options):
        return run(self.command(*arguments, **options), ok=ok)

    def start(self, *arguments, **options):
        return subprocess.Popen(  # pylint: disable=consider-using-with
            self.command(*arguments, **options), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
        )

    def give(self, path):
        """Makes a file or folder the image user's, as compose's fill does."""
        if os.geteuid() == 0:
            for found in [path, *Path(path).rglob("*")]:
                os.chown(found, self.user, self.group)
