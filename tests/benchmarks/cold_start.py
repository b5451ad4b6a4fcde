#!/usr/bin/env python3
"""Measures the cold start of the Lambda program: from the start of its process to its first question for an event, to
the first byte of its first request to S3, and to its answer about a job of one small CSV file.

    python3 tests/benchmarks/cold_start.py FOLDER [FOLDER ...]

FOLDER is an unpacked layer.zip (or any folder with a "bootstrap" or "datalake" in it); several are measured in turns, so
that a busy machine is equally unfair to all. Needs the built stand-in for S3 (dotnet build). DATALAKE_BENCH_RUNS says how
often (11).
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SERVERS = REPOSITORY / "tests/DataLakeTools.TestServers/bin/Release/net10.0/DataLakeTools.TestServers.dll"
RUNS = int(os.environ.get("DATALAKE_BENCH_RUNS", "11"))


class Moments:
    """What happened when, in milliseconds since the start of the process."""

    def __init__(self):
        self.answered = threading.Event()
        self.seen = {}
        self._begun = time.monotonic()

    def note(self, what):
        self.seen.setdefault(what, (time.monotonic() - self._begun) * 1000)


class Runtime(BaseHTTPRequestHandler):
    """As much of the runtime API as one event needs."""

    protocol_version = "HTTP/1.1"
    moments = None
    event = b""

    def do_GET(self):
        self.moments.note("next")
        if "answer" in self.moments.seen:
            time.sleep(60)
        self._reply(200, self.event, [("Lambda-Runtime-Aws-Request-Id", "1"), ("Lambda-Runtime-Deadline-Ms", str(int((time.time() + 60) * 1000)))])

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.moments.note("answer")
        self.moments.body = body
        self._reply(202, b"{}", [])
        self.moments.answered.set()

    def _reply(self, status, body, headers):
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A program that is ended leaves its connection; that is no news."""


class Relay:
    """Stands before the S3 server and notes the first byte."""

    def __init__(self, port):
        self._target = port
        self.moments = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            server = socket.create_connection(("127.0.0.1", self._target))
            for a, b in ((client, server), (server, client)):
                a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._copy, args=(a, b, a is client), daemon=True).start()

    def _copy(self, source, target, is_client):
        try:
            while data := source.recv(65536):
                if is_client:
                    self.moments.note("first S3 byte")
                target.sendall(data)
        except OSError:
            pass
        finally:
            source.close()
            target.close()


def run(program, runtime, relay, package):
    Runtime.moments = relay.moments = moments = Moments()
    environment = {
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime.server_port}",
        "LAMBDA_TASK_ROOT": package,
        "DATALAKE_URI": f"s3://cold-start/{time.time_ns()}",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{relay.port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": "test",
        "AWS_REGION": "us-east-1",
        "HOME": package,
        "PATH": "/usr/bin:/bin",
    } | {name: value for name, value in os.environ.items() if name.startswith("DOTNET_")}
    # One processor, as a function of 1,769 MB has.
    process = subprocess.Popen(["taskset", "-c", "0", program], env=environment, cwd=package, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if not moments.answered.wait(60) or json.loads(moments.body).get("status") != "Succeeded":
            raise SystemExit(f"{program} gave no good answer: {getattr(moments, 'body', None)}")
        with open(f"/proc/{process.pid}/status") as status:
            moments.seen["peak MB"] = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    finally:
        process.kill()
        process.wait()
    return moments.seen


NAMES = ["next", "first S3 byte", "answer", "peak MB"]


def measure(folders, runs):
    """Folder -> what each run saw, in turns."""
    programs = {folder: next(p for p in (Path(folder).resolve() / name for name in ("bootstrap", "datalake")) if p.exists()) for folder in folders}
    with tempfile.TemporaryDirectory() as package:
        (Path(package) / "one.csv").write_text("a|b\n1|2\n")
        Runtime.event = json.dumps({"document": {"steps": [{"type": "SendCsv", "path": "one.csv"}]}, "date": "2022-05-02"}).encode()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        s3 = subprocess.Popen(["dotnet", str(SERVERS), "s3", "--port", str(port), "--bucket", "cold-start"], stdout=subprocess.PIPE)
        s3.stdout.readline()
        runtime = Server(("127.0.0.1", 0), Runtime)
        threading.Thread(target=runtime.serve_forever, daemon=True).start()
        relay = Relay(port)
        seen = {folder: [] for folder in folders}
        try:
            for turn in range(runs + 1):
                for folder in folders:
                    moments = run(programs[folder], runtime, relay, package)
                    # The first of each warms the page cache.
                    if turn > 0:
                        seen[folder].append(moments)
        finally:
            runtime.shutdown()
            s3.kill()
            s3.wait()
    return seen


def main(folders):
    if not folders:
        raise SystemExit(__doc__)
    seen = measure(folders, RUNS)
    print(f"medians of {RUNS}, in ms since the start of the process (one processor)")
    print(f"{'':40}" + "".join(f"{name:>15}" for name in NAMES))
    for folder in folders:
        print(f"{folder:40}" + "".join(f"{statistics.median(moments[name] for moments in seen[folder]):15.0f}" for name in NAMES))


if __name__ == "__main__":
    main(sys.argv[1:])
