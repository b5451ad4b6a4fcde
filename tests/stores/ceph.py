#!/usr/bin/env python3
"""Runs the RADOS Gateway of Ceph as Debian packages it, over one monitor and one object store in memory, in one folder.

usage: ceph.py FOLDER. Prints the address, the access key and its secret, one a line; ends when its input ends.
Exit code 77: it is not installed (apt-get install radosgw ceph-mon ceph-osd ceph-mgr ceph-common)."""
import pathlib
import shutil
import subprocess
import sys
import uuid

from ports import free_port, wait_for

missing = [program for program in ["ceph-mon", "ceph-osd", "ceph-authtool", "monmaptool", "radosgw", "radosgw-admin"] if shutil.which(program) is None]
if missing:
    print(f"{', '.join(missing)} not installed", file=sys.stderr)
    sys.exit(77)

home = pathlib.Path(sys.argv[1]).resolve()
monitor, gateway, cluster = free_port(), free_port(), str(uuid.uuid4())
configuration = home / "ceph.conf"
configuration.write_text(f"""[global]
fsid = {cluster}
mon host = v1:127.0.0.1:{monitor}
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd crush chooseleaf type = 0
osd crush update on start = false
osd class update on start = false
mon allow pool size one = true
mon max pg per osd = 1000
osd objectstore = memstore
memstore device bytes = 1073741824
run dir = {home}
admin socket = {home}/$name.asok
log file = {home}/$name.log
pid file = {home}/$name.pid
mon data = {home}/mon
osd data = {home}/osd
crash dir = {home}/crash
ms bind ipv6 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
[client.rgw]
rgw data = {home}/rgw
rgw frontends = beast endpoint=127.0.0.1:{gateway}
rgw run sync thread = false
rgw enable usage log = false
""")
for folder in ("osd", "rgw", "crash"):
    (home / folder).mkdir(parents=True)


def run(*command):
    # A client of this release may ask the monitor before it has learnt the cluster's id and is refused ("wrong fsid"):
    # it is run again. A store that has died makes others wait for ever: they are ended.
    for _ in range(5):
        if subprocess.run(command, stdout=log, stderr=log, timeout=120).returncode == 0:
            return
    raise SystemExit(f"{' '.join(command)} failed: {log.name}")


running = []
log = open(home / "commands.log", "w")
try:
    at = ["-c", str(configuration)]
    run("monmaptool", "--create", "--clobber", "--addv", "a", f"[v1:127.0.0.1:{monitor}]", "--fsid", cluster, str(home / "monmap"))
    run("ceph-mon", *at, "--mkfs", "-i", "a", "--monmap", str(home / "monmap"))
    running.append(subprocess.Popen(["ceph-mon", *at, "-f", "-i", "a"], stdout=log, stderr=log))
    wait_for(monitor, running)
    device = str(uuid.uuid4())
    run("ceph", *at, "osd", "new", device)
    run("ceph-osd", *at, "-i", "0", "--mkfs", "--osd-uuid", device)
    # Said here, where it can be said again; a store that is refused while it says so itself ends.
    run("ceph", *at, "osd", "crush", "add", "osd.0", "1", "root=default", "host=here")
    running.append(subprocess.Popen(["ceph-osd", *at, "-f", "-i", "0"], stdout=log, stderr=log))
    run("radosgw-admin", *at, "-n", "client.rgw", "user", "create", "--uid", "tester", "--display-name", "tester", "--access-key", "test:tester", "--secret-key", "testing")
    running.append(subprocess.Popen(["radosgw", *at, "-f", "-n", "client.rgw"], stdout=log, stderr=log))
    wait_for(gateway, running)
    print(f"http://127.0.0.1:{gateway}\ntest:tester\ntesting", flush=True)
    sys.stdin.read()
finally:
    for server in reversed(running):
        server.terminate()
    for server in running:
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
