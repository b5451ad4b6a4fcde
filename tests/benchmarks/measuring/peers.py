"""Other people's tools: where they are on this machine, and the line that their users write for these files.

A tool is found on the PATH; a Python library in this Python or in any python3 on the PATH; a Node library where
NODE_PATH, or --node-modules, says. What is not found is shown as "not on this machine".
"""
import functools
import os
import shutil
import subprocess
import sys

from .data import COLUMNS

sys.path.append(os.path.join(os.path.dirname(__file__), "..", ".."))

from powershell import powershell  # noqa: E402


def tool(name, *arguments):
    """The command, or None where the machine does not have the tool."""
    command = powershell() if name == "pwsh" else (name,) if shutil.which(name) else ()
    return [*command, *arguments] if command else None


@functools.cache
def python_with(library):
    """The first Python that has a library."""
    others = (os.path.join(folder, "python3") for folder in os.environ.get("PATH", "").split(os.pathsep))
    for python in dict.fromkeys([sys.executable, *filter(os.path.exists, others)]):
        if subprocess.run([python, "-c", f"import {library}"], capture_output=True, check=False).returncode == 0:
            return python
    return None


@functools.cache
def node_with(library):
    return bool(shutil.which("node")) and subprocess.run(["node", "-e", f"require('{library}')"], capture_output=True, check=False).returncode == 0


def python(library, script):
    found = python_with(library)
    return [found, "-c", f"import {library};{script}"] if found else None


@functools.cache
def versions():
    """One line about every tool that is here."""
    commands = {
        "curl": ["curl", "--version"], "aws": ["aws", "--version"], "rclone": ["rclone", "--version"], "s5cmd": ["s5cmd", "version"],
        "node": ["node", "--version"], "duckdb": ["duckdb", "--version"],
    }
    found = []
    for name, command in commands.items():
        if shutil.which(name):
            words = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\n")[0].split()[:2]
            found.append(" ".join(words) if words and words[0].startswith(name) else " ".join([name, *words[:1]]))
    for library in ("boto3", "duckdb", "polars", "pandas"):
        if at := python_with(library):
            found.append(library + " " + subprocess.run([at, "-c", f"import {library};print({library}.__version__)"], capture_output=True, text=True, check=False).stdout.strip())
    for library in ("@duckdb/node-api", "nodejs-polars"):
        if node_with(library):
            # Not every package lets its package.json be required: look beside what it gives.
            script = (f"let p=require('path'),f=require('fs'),d=p.dirname(require.resolve('{library}'));"
                      "while(!f.existsSync(d+'/package.json')||!JSON.parse(f.readFileSync(d+'/package.json')).version)d=p.dirname(d);"
                      "console.log(JSON.parse(f.readFileSync(d+'/package.json')).version)")
            found.append(f"{library} {subprocess.run(['node', '-e', script], capture_output=True, text=True, check=False).stdout.strip()}")
    return found


# Sending

def rclone(server, verb, source, to):
    certificate = ["--ca-cert", server.certificate] if server.certificate else []
    if not tool("rclone"):
        return None
    # It fails at this variable, which the others of the AWS family read, and has a switch instead.
    return tool("env", "-u", "AWS_CA_BUNDLE", "rclone", verb, "--config", os.devnull, *certificate, source, f":s3,provider=Other,env_auth,endpoint='{server.endpoint}':bench/{to}")


def mc(server, source, to, *settings):
    """MinIO's; another program of this name is a file manager."""
    if not tool("mc") or "minio" not in subprocess.run(["mc", "--version"], capture_output=True, text=True, check=False).stdout.lower():
        return None
    return tool("env", f"MC_HOST_bench={server.endpoint.replace('://', '://bench:bench@')}", "mc", "cp", "--quiet", *settings, source, f"bench/bench/{to}")


def s5cmd(server, source, to):
    return tool("s5cmd", "--endpoint-url", server.endpoint, "--log", "error", "cp", source, f"s3://bench/{to}")


SENDFILE = ("import os,socket,sys;from urllib.parse import urlsplit;u=urlsplit(sys.argv[1]);f=open(sys.argv[2],'rb');s=socket.create_connection((u.hostname,u.port));"
            "s.sendall(f'PUT {u.path} HTTP/1.1\\r\\nHost: {u.netloc}\\r\\nContent-Length: {os.fstat(f.fileno()).st_size}\\r\\nConnection: close\\r\\n\\r\\n'.encode());"
            "s.sendfile(f);a=s.recv(99);print(a);sys.exit(b' 200 ' not in a)")


def sendfile(server, source):
    """Not a tool but the floor: the kernel copies the file into one connection, and nothing looks at the bytes. Not with TLS."""
    return None if server.certificate else [sys.executable, "-I", "-c", SENDFILE, f"{server.endpoint}/bench/sendfile", source]


# Reading: `|` without quoting, or `,` with the quoting of RFC 4180

def duckdb(sql):
    """A query as the command line, Python or Node runs it, whichever is here; its only value is printed."""
    if command := tool("duckdb", "-noheader", "-list", "-c", sql):
        return "DuckDB", command
    if command := python("duckdb", f"print(duckdb.sql({sql!r}).fetchone()[0])"):
        return "DuckDB in Python", command
    if node_with("@duckdb/node-api"):
        script = ("const {DuckDBInstance}=require('@duckdb/node-api');(async()=>{const c=await(await DuckDBInstance.create(':memory:')).connect();"
                  "console.log(String((await c.runAndReadAll(process.argv[1])).getRows()[0][0]))})()")
        return "DuckDB in Node", ["node", "-e", script, sql]
    return "DuckDB", None


def duckdb_script(path):
    """A file of statements; the value of the last is printed."""
    if command := tool("duckdb", "-noheader", "-list", "-f", path):
        return "DuckDB", command
    if command := python("duckdb", f"print(duckdb.sql(open({path!r}).read()).fetchone()[0])"):
        return "DuckDB in Python", command
    if node_with("@duckdb/node-api"):
        script = ("const {DuckDBInstance}=require('@duckdb/node-api');(async()=>{const c=await(await DuckDBInstance.create(':memory:')).connect();"
                  "console.log(String((await c.runAndReadAll(require('fs').readFileSync(process.argv[1],'utf8'))).getRows()[0][0]))})()")
        return "DuckDB in Node", ["node", "-e", script, path]
    return "DuckDB", None


def duckdb_csv(path, delimiter):
    quoting = "quote='',escape=''" if delimiter == "|" else "quote='\"',escape='\"'"
    return f"read_csv('{path}',delim='{delimiter}',{quoting},header=true,all_varchar=true,nullstr='\\N')"


def polars(path, delimiter, in_python, in_node):
    """Expressions over the lazy frame `f` of all columns as text."""
    if command := python("polars", f"f=polars.scan_csv({path!r},separator={delimiter!r},quote_char={None if delimiter == '|' else chr(34)!r},infer_schema=False,null_values='\\\\N');print({in_python})"):
        return "Polars in Python", command
    if node_with("nodejs-polars"):
        # Node's Polars takes no "no quoting": a NUL, which no text has, stands for it.
        quote = "\\u0000" if delimiter == "|" else '\\"'
        return "Polars in Node", ["node", "-e", f"const pl=require('nodejs-polars'),f=pl.scanCSV(process.argv[1],{{sep:'{delimiter}',quoteChar:\"{quote}\",inferSchemaLength:0,nullValues:'\\\\N'}});console.log({in_node})", path]
    return "Polars", None


def pandas(path, delimiter, columns, then):
    """What comes of a frame `f` of text columns."""
    quoting = 3 if delimiter == "|" else 0
    chosen = "" if columns == COLUMNS else f",usecols={columns!r}"
    return python("pandas", f"f=pandas.read_csv({path!r},sep={delimiter!r},quoting={quoting},dtype=str,na_values=['\\\\N'],keep_default_na=False{chosen});print({then})")
