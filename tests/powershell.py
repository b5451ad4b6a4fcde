"""The PowerShell that a test or a benchmark starts: one on PATH that is new enough, else the .NET tool that this repository pins."""

import functools
import shutil
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


@functools.cache
def powershell():
    """The command without its arguments; none where neither is to be had."""
    ask = ["-NoProfile", "-NonInteractive", "-File", REPOSITORY / "module" / "samples" / "schedule" / "Get-PowerShellCommand.ps1"]
    if shutil.which("pwsh") and (command := _printed("pwsh", *ask)):
        return tuple(command)
    if shutil.which("dotnet") and _printed("dotnet", "tool", "restore"):
        return tuple(_printed("dotnet", "pwsh", *ask))
    return ()


def _printed(*command):
    """The lines that a command prints; none where it fails."""
    result = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True, check=False)
    return result.stdout.splitlines() if result.returncode == 0 else []
