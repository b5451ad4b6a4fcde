#!/usr/bin/env python3
"""Runs OpenStack Swift as Debian packages it, with its S3 interface, in one folder and on free ports of this machine.

usage: swift.py FOLDER. Prints the address, the access key and its secret, one a line; ends when its input ends.
Exit code 77: it is not installed (apt-get install swift-proxy swift-account swift-container swift-object memcached)."""
import getpass
import os
import pathlib
import shutil
import subprocess
import sys

from ports import free_port, wait_for

SERVERS = ["account", "container", "object", "proxy"]

missing = [program for program in ["memcached", *(f"swift-{name}-server" for name in SERVERS)] if shutil.which(program) is None]
if missing:
    print(f"{', '.join(missing)} not installed", file=sys.stderr)
    sys.exit(77)

home = pathlib.Path(sys.argv[1]).resolve()
ports = {name: free_port() for name in [*SERVERS, "cache"]}
common = f"swift_dir = {home}\nuser = {getpass.getuser()}\nbind_ip = 127.0.0.1\nworkers = 0\nmount_check = false\ndisable_fallocate = true\nlog_facility = LOG_LOCAL0\n"
(home / "devices" / "d1").mkdir(parents=True)
(home / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = s\nswift_hash_path_prefix = p\n[storage-policy:0]\nname = one\ndefault = yes\n")
for name in SERVERS[:3]:
    (home / f"{name}.conf").write_text(
        f"[DEFAULT]\n{common}bind_port = {ports[name]}\ndevices = {home}/devices\nrecon_cache_path = {home}\n"
        f"[pipeline:main]\npipeline = {name}-server\n[app:{name}-server]\nuse = egg:swift#{name}\n")
    builder = str(home / f"{name}.builder")
    for arguments in (["create", "4", "1", "1"], ["add", f"r1z1-127.0.0.1:{ports[name]}/d1", "1"], ["rebalance"]):
        subprocess.run(["swift-ring-builder", builder, *arguments], check=True, stdout=subprocess.DEVNULL)
(home / "proxy.conf").write_text(f"""[DEFAULT]
{common}bind_port = {ports["proxy"]}
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats bulk s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{ports["cache"]}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
min_segment_size = 5242880
check_bucket_owner = false
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:slo]
use = egg:swift#slo
""")

running = []
try:
    running.append(subprocess.Popen(["memcached", "-l", "127.0.0.1", "-p", str(ports["cache"]), "-m", "16", "-u", getpass.getuser()]))
    for name in SERVERS:
        log = open(home / f"{name}.log", "w")
        running.append(subprocess.Popen([f"swift-{name}-server", str(home / f"{name}.conf"), "-v"], stdout=log, stderr=log, env={**os.environ, "SWIFT_DIR": str(home)}))
    for port in ports.values():
        wait_for(port, running)
    print(f"http://127.0.0.1:{ports['proxy']}\ntest:tester\ntesting", flush=True)
    sys.stdin.read()
finally:
    for server in running:
        server.terminate()
    for server in running:
        server.wait()
