"""What the tests of deploy/ share: the tools they look for, a moto server, and commands that fail with their output."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import unittest
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path += [str(REPOSITORY / "tests"), str(REPOSITORY / "tests" / "stores")]

from ports import free_port  # pylint: disable=wrong-import-position
from powershell import powershell  # pylint: disable=wrong-import-position

# Credentials of nobody; moto takes any.
NOBODY = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "nobodys-secret",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def need(*names):
    """The paths of programs; the test is skipped, and says so, where one is not there."""
    found = []
    for name in names:
        path = shutil.which(name)
        if path is None:
            raise unittest.SkipTest(f"{name} is not on this machine")
        found.append(path)
    return found[0] if len(found) == 1 else found


def need_powershell():
    """The command that starts PowerShell; the test is skipped, and says so, where there is none."""
    command = powershell()
    if not command:
        raise unittest.SkipTest("PowerShell is not on this machine, nor the .NET SDK that brings it")
    return command


def run(arguments, *, ok=(0,), timeout=600, text_in=None, **options):
    """Runs a command and gives it back; fails with all it said unless it ends as it should."""
    result = subprocess.run(
        [str(argument) for argument in arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **({"stdin": subprocess.DEVNULL} if text_in is None else {"input": text_in}),
        text=True,
        check=False,
        timeout=timeout,
        **options,
    )
    if ok is not None and result.returncode not in ok:
        raise AssertionError(f"{' '.join(map(str, arguments))}: exit code {result.returncode}\n{result.stdout}")
    return result


def environment(**more):
    """The environment without anything of AWS, DataLakeTools or TMDB, and with more."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "DATALAKE_", "TMDB_", "TF_VAR_"))
    }
    return kept | more


class Moto:
    """A moto server of its own, its request log kept."""

    def __init__(self, folder, **variables):
        if importlib.util.find_spec("moto") is None:
            raise unittest.SkipTest("moto is not on this machine")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = Path(folder) / "moto.log"
        self._output = open(self.log, "wb")  # pylint: disable=consider-using-with
        self._process = subprocess.Popen(  # pylint: disable=consider-using-with
            [sys.executable, Path(__file__).with_name("moto_server.py"), "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=self._output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=environment(**variables),
        )
        self._wait()

    def _wait(self):
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{self.url}/moto-api/", timeout=5):
                    return
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
        raise AssertionError(f"moto_server did not start:\n{self.log.read_text()}")

    def client(self, service, region="sa-east-1"):
        try:
            import boto3  # pylint: disable=import-outside-toplevel
        except ImportError as missing:
            raise unittest.SkipTest("boto3 is not on this machine") from missing
        from botocore.config import Config  # pylint: disable=import-outside-toplevel

        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id=NOBODY["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=NOBODY["AWS_SECRET_ACCESS_KEY"],
            config=Config(s3={"addressing_style": "path"}),
        )

    def configure(self, **settings):
        """moto's own settings, by service."""
        request = urllib.request.Request(
            f"{self.url}/moto-api/config", data=json.dumps(settings).encode(), headers={"Content-Type": "application/json"}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=30):
            pass

    def stop(self):
        self._process.terminate()
        self._process.wait(30)
        self._output.close()


def main():
    sys.exit(unittest.main())
