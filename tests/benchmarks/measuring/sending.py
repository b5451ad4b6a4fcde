"""One large file, and many small ones."""
import os

from . import data, peers
from .runs import Program, in_turn, pwsh, table

CURL = "curl, one PUT, no check"
SMALL_FILES, SMALL_BYTES = 2_000, 20_000

SLOWER_THAN_CURL = [
    "Where **Send-RawCsv** takes longer than curl, it is the start of PowerShell and of .NET within it, which \"Starting\" has by itself: the program does the same work with the same code, compiled before. "
    "Tried, and taken: types told to PowerShell without a script, a module or a compiled text of ours, and no assembly of the SDK for what needs none. What is left is PowerShell's own.",
    ""]
NOT_SERVED = "s5cmd and MinIO's mc are not to be had from Debian, npm or NuGet, the registries that were within reach; where one is on the PATH, its row is measured."


def large(b, https, server):
    python = lambda script: peers.python("boto3", script)
    certificate = ["--cacert", server.certificate] if https else []
    send = f"$r = Send-RawCsv '{b.source}' -Lake s3://bench/pwsh-{{turn}}; if ($r.Status -ne 'Uploaded') {{ exit 3 }}"
    return [
        *([] if https else [Program("bare: sendfile into one connection, no check", peers.sendfile(server, b.source))]),
        Program(CURL, peers.tool("curl", "-s", "-S", "-f", *certificate, "-T", b.source, f"{server.endpoint}/bench/curl")),
        Program("**datalake run (host), with check**", [*b.host, "run", b.job, "-l", "s3://bench/host-{turn}"]),
        Program("**Send-RawCsv in pwsh, with check**", peers.tool("pwsh") and pwsh(send)),
        Program("aws s3 cp, no check", peers.tool("aws", "s3", "cp", "--only-show-errors", b.source, "s3://bench/cli-{turn}/movies.csv")),
        Program("boto3 upload_file, no check", python(f"boto3.client('s3').upload_file({b.source!r},'bench','boto3-{{turn}}/movies.csv')")),
        Program("boto3 put_object(read()), no check", python(f"boto3.client('s3').put_object(Bucket='bench',Key='whole-{{turn}}',Body=open({b.source!r},'rb').read())")),
        Program("rclone copyto, no check", peers.rclone(server, "copyto", b.source, "rclone-{turn}/movies.csv")),
        Program("s5cmd cp, no check", peers.s5cmd(server, b.source, "s5cmd-{turn}/movies.csv")),
        Program("mc cp (MinIO), no check", peers.mc(server, b.source, "mc-{turn}/movies.csv")),
        Program("TransferUtility of the AWS SDK for .NET (as Write-S3Object), no check", [*b.transfer, "file", b.source, "bench", "transfer-{turn}/movies.csv"]),
    ]


def large_section(b, say):
    say(f"## One CSV of {b.size:,} bytes", "",
        "The server of the first two tables does with the bytes what S3 does: an MD5 of every PUT or part, which ETags are made of, and a check of the "
        "checksum that the program claims. (curl claims none.) The server of the last two throws the bytes away, so they show the limit of each sender. "
        f"\"x {CURL}\" is the wall time in multiples of curl's: the plainest real client. Barer, for the processor, is only `sendfile`, where the kernel "
        "itself copies the file into one connection (asked by a few lines of Python; there is no such thing with TLS).", "")
    for mode, https, title in (("forget", False, "**As S3 does**, loopback, no TLS:"), ("forget", True, "As S3 does, with TLS:"),
                               ("discard", False, "**Discarding**, no TLS:"), ("discard", True, "Discarding, with TLS:")):
        server = b.server(mode, https)
        say(title, "", *table(in_turn(large(b, https, server), server.env, b.runs, f"{mode}-{https}", server), CURL), "")
    say(*SLOWER_THAN_CURL, NOT_SERVED, "")


def small(b, server, folder, count):
    threads = ("import glob,os;from concurrent.futures import ThreadPoolExecutor as P;from botocore.config import Config as C;"
               "c=boto3.client('s3',config=C(max_pool_connections=16));"
               f"list(P(10).map(lambda f:c.upload_file(f,'bench','boto3-{{turn}}/'+os.path.basename(f)),glob.glob({folder + '/*.csv'!r})))")
    send = f"$r = Send-RawCsv '{folder}/*.csv' -Lake s3://bench/pwsh-{{turn}}; if ($r.Count -ne {count}) {{ exit 3 }}"
    every = b.path("curl.txt")
    with open(every, "w") as f:
        f.writelines(f'upload-file = "{folder}/{name}"\nurl = "{server.endpoint}/bench/curl/{name}"\noutput = "{os.devnull}"\n' for name in sorted(os.listdir(folder)))
    return [
        Program("limit: curl, all PUTs over one connection after the other, no check", peers.tool("curl", "-s", "-S", "-f", "-K", every)),
        Program("**datalake run (host), with check**", [*b.host, "run", data.write_job(b.work, "small.json", "small/*.csv"), "-l", "s3://bench/host-{turn}"]),
        Program("**Send-RawCsv in pwsh, with check**", peers.tool("pwsh") and pwsh(send)),
        Program("aws s3 cp --recursive, no check", peers.tool("aws", "s3", "cp", "--recursive", "--only-show-errors", folder, "s3://bench/cli-{turn}/")),
        Program("boto3 upload_file, 10 threads, no check", peers.python("boto3", threads)),
        Program("rclone copy, no check", peers.rclone(server, "copy", folder, "rclone-{turn}")),
        Program("s5cmd cp, no check", peers.s5cmd(server, f"{folder}/*.csv", "s5cmd-{turn}/")),
        Program("mc cp --recursive (MinIO), no check", peers.mc(server, f"{folder}/", "mc-{turn}/", "--recursive")),
        Program("TransferUtility of the AWS SDK for .NET, a folder, no check", [*b.transfer, "folder", folder, "bench", "transfer-{turn}"]),
    ]


def small_section(b, say):
    folder, count = b.path("small"), SMALL_FILES // b.share
    os.mkdir(folder)
    for number in range(count):
        data.write_csv(os.path.join(folder, f"movies-{number:04d}.csv"), SMALL_BYTES, b.lines[number:] + b.lines[:number])
    server = b.server()
    say(f"## {count:,} CSVs of {SMALL_BYTES // 1000} KB", "", "As S3 does, no TLS:", "",
        *table(in_turn(small(b, server, folder, count), server.env, b.runs, "small", server)), "",
        *SLOWER_THAN_CURL, NOT_SERVED, "")
