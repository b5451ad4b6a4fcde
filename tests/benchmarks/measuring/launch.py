"""Runs one command and writes its wall seconds, CPU seconds and peak KB to a file: launch.py FILE COMMAND...

A program of its own, because Linux counts the memory of the process that starts another one as that one's first peak:
started from a script that holds data, the smallest program would seem to need as much.
"""
import os
import sys
import time

start = time.perf_counter()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - start
with open(sys.argv[1], "w") as f:
    f.write(f"{wall} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}")
sys.exit(min(255, abs(os.waitstatus_to_exitcode(status))))
