#!/bin/sh
# Runs one job with nobody watching: a log for every run, the exit code kept, never two runs of one job at once.
#
#   run-job.sh JOB.json [words for 'datalake run' ...]
#
#   DATALAKE        the program; that of the folder above, as the archives have it, else datalake
#   DATALAKE_LOGS   where logs and locks are; ~/.local/state/datalake
#   DATALAKE_KEEP   how many logs of a job are kept; 30
#
# Exit codes: those of 'datalake run' (0 all well, 1 something failed, 2 bad usage or job, 130 interrupted),
# and 75 when the job was still running.
set -u

if [ $# -eq 0 ]; then
    echo "usage: run-job.sh JOB.json [words for 'datalake run' ...]" >&2
    exit 2
fi

job=$1
shift
name=$(basename "$job" .json)
logs=${DATALAKE_LOGS:-${XDG_STATE_HOME:-$HOME/.local/state}/datalake}
keep=${DATALAKE_KEEP:-30}
case $keep in
    '' | *[!0-9]* | 0) echo "run-job.sh: DATALAKE_KEEP is '$keep'; expected a number, 1 or more" >&2; exit 2 ;;
esac

# Logs may name files and buckets: nobody else reads them.
umask 077
mkdir -p "$logs" || exit 1
if ! command -v flock > /dev/null; then
    echo "run-job.sh: 'flock' is missing; it is in the package util-linux" >&2
    exit 1
fi

# The system gives the lock back when the last process that holds it ends, however it ends.
exec 9>> "$logs/$name.lock" || exit 1
if ! flock -n 9; then
    echo "run-job.sh: the job '$name' is still running ($(cat "$logs/$name.running" 2> /dev/null || echo 'since just now')); this run was not started" >&2
    exit 75
fi

program=$(dirname "$0")/../datalake
[ -f "$program" ] && [ -x "$program" ] || program=datalake
DATALAKE=${DATALAKE:-$program}

began=$(date +%s)
log=$logs/$name-$(date -u +%Y%m%dT%H%M%SZ)-$$.log
echo "process $$, since $(date '+%Y-%m-%d %H:%M:%S %z'), log $log" > "$logs/$name.running"

# The program gets the signals that are meant for this script, and the script waits for what it makes of them.
program=
trap '[ -z "$program" ] || kill -TERM "$program" 2> /dev/null' INT TERM
{
    echo "$(date '+%Y-%m-%d %H:%M:%S %z') $job $*"
} > "$log"
"$DATALAKE" run "$job" "$@" >> "$log" 2>&1 < /dev/null &
program=$!
wait "$program"
code=$?
while kill -0 "$program" 2> /dev/null; do
    wait "$program"
    code=$?
done
trap - INT TERM
echo "$(date '+%Y-%m-%d %H:%M:%S %z') exit code $code after $(($(date +%s) - began)) s" >> "$log"
rm -f "$logs/$name.running"

# Oldest first; the names sort by time. Another job whose name begins like this one's is left alone.
set -- "$logs/$name"-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z-*.log
while [ $# -gt "$keep" ]; do
    rm -f "$1"
    shift
done

if [ "$code" -ne 0 ]; then
    echo "run-job.sh: the job '$name' ended with exit code $code; the end of $log:" >&2
    tail -n 20 "$log" >&2
fi
exit "$code"
