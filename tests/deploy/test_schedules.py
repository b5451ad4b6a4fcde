"""module/samples/schedule: checked by the tools of their trade, and run."""

import os
import shutil
import stat
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from support import REPOSITORY, environment, main, need, need_powershell, run

SCHEDULE = REPOSITORY / "module" / "samples" / "schedule"
MODULE = REPOSITORY / "DataLakeTools.psd1"


class Checked(unittest.TestCase):
    def test_shellcheck_finds_nothing(self):
        run([need("shellcheck"), SCHEDULE / "run-job.sh"])

    def test_PSScriptAnalyzer_finds_nothing(self):
        pwsh = need_powershell()
        if run([*pwsh, "-NoProfile", "-Command", "[bool](Get-Module -ListAvailable PSScriptAnalyzer)"]).stdout.strip() != "True":
            self.skipTest("PSScriptAnalyzer is not on this machine")
        # Write-Host is what puts a line into a transcript.
        found = run(
            [*pwsh, "-NoProfile", "-Command", f"Invoke-ScriptAnalyzer '{SCHEDULE}' -ExcludeRule PSAvoidUsingWriteHost | Out-String -Width 200"]
        ).stdout
        self.assertEqual(found.strip(), "")

    def test_systemd_takes_the_units(self):
        analyze = need("systemd-analyze")
        with tempfile.TemporaryDirectory(prefix="deploy-") as root:
            units = Path(root) / "etc/systemd/system"
            program = Path(root) / "opt/datalake/schedule/run-job.sh"
            for folder in (units, program.parent):
                folder.mkdir(parents=True)
            shutil.copy(SCHEDULE / "run-job.sh", program)
            for name in ("datalake.service", "datalake.timer"):
                shutil.copy(SCHEDULE / name, units)
            told = run([analyze, "verify", f"--root={root}", "--man=no", "--recursive-errors=no", "datalake.service", "datalake.timer"], ok=None)
        ours = [line for line in told.stdout.splitlines() if "datalake" in line]
        self.assertEqual(ours, [])
        self.assertEqual(told.returncode, 0, told.stdout)

    def test_the_crontab_names_one_job_a_night(self):
        lines = [line for line in (SCHEDULE / "datalake.cron").read_text().splitlines() if line and not line.startswith("#") and "=" not in line.split()[0]]
        self.assertEqual(len(lines), 1)
        *when, command, job = lines[0].split()[:7]
        self.assertEqual((when, command), ("0 3 * * *".split(), "/opt/datalake/schedule/run-job.sh"))
        self.assertNotIn("%", lines[0], "cron would take it for a line break")
        self.assertTrue(job.endswith(".json"))


@unittest.skipIf(os.name == "nt", "its programs are scripts of a Unix shell")
class Scheduled(unittest.TestCase):
    """A folder for logs, and a program that does what a test wants of 'datalake'."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="deploy-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.logs = self.folder / "logs"

    def logs_of(self, name):
        return sorted(self.logs.glob(f"{name}-*.log"))

    def await_file(self, path):
        deadline = time.monotonic() + 60
        while not path.exists():
            self.assertLess(time.monotonic(), deadline, f"{path} did not come")
            time.sleep(0.05)


class Shell(Scheduled):
    def setUp(self):
        super().setUp()
        need("flock")
        self.program("echo \"ran $*\"")

    def program(self, text):
        path = self.folder / "datalake"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        self.environment = environment(DATALAKE=str(path), DATALAKE_LOGS=str(self.logs), DATALAKE_KEEP="3")

    def job(self, *arguments, ok=(0,), **more):
        return run([SCHEDULE / "run-job.sh", *arguments], ok=ok, env=self.environment | more)

    def start(self, *arguments):
        return subprocess.Popen(  # pylint: disable=consider-using-with
            [SCHEDULE / "run-job.sh", *arguments], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def test_a_good_run_says_nothing_and_logs_everything(self):
        self.assertEqual(self.job("/jobs/csv.json", "--env-file", "/etc/x.env").stdout, "")
        (log,) = self.logs_of("csv")
        self.assertIn("ran run /jobs/csv.json --env-file /etc/x.env", log.read_text())
        self.assertRegex(log.read_text(), r"exit code 0 after \d+ s\n$")
        self.assertEqual(stat.S_IMODE(log.stat().st_mode), 0o600)
        self.assertFalse((self.logs / "csv.running").exists())

    def test_the_exit_code_is_kept_and_the_end_of_the_log_shown(self):
        for code in (1, 2, 130):
            self.program(f"echo 'error AccessDenied' >&2; exit {code}")
            said = self.job("csv.json", ok=(code,)).stdout
            self.assertIn(f"the job 'csv' ended with exit code {code}", said)
            self.assertIn("error AccessDenied", said)

    def test_a_second_run_is_refused_with_who_is_running(self):
        self.program(f"touch '{self.folder}/started'; while [ ! -e '{self.folder}/go' ]; do sleep 0.05; done")
        first = self.start("csv.json")
        self.await_file(self.folder / "started")
        said = self.job("csv.json", ok=(75,)).stdout
        self.assertRegex(said, rf"the job 'csv' is still running \(process {first.pid}, since \d{{4}}-.*\); this run was not started")
        self.assertEqual(len(self.logs_of("csv")), 1)
        (self.folder / "go").touch()
        self.assertEqual(first.wait(30), 0, first.communicate()[0])
        self.job("csv.json")

    def test_another_job_may_run_beside_it(self):
        self.program(f"touch '{self.folder}/started'; case $2 in csv.json) while [ ! -e '{self.folder}/go' ]; do sleep 0.05; done ;; esac")
        first = self.start("csv.json")
        self.await_file(self.folder / "started")
        self.job("changes.json")
        (self.folder / "go").touch()
        self.assertEqual(first.wait(30), 0, first.communicate()[0])

    def test_a_run_that_was_killed_leaves_no_lock(self):
        self.program(f"touch '{self.folder}/started'; exec sleep 60")
        first = self.start("csv.json")
        self.await_file(self.folder / "started")
        children = Path(f"/proc/{first.pid}/task/{first.pid}/children").read_text().split()
        first.kill()
        first.communicate()
        # The program goes on without its script, so the job is still running.
        self.job("csv.json", ok=(75,))
        for child in children:
            os.kill(int(child), 9)
        self.program("exit 0")
        deadline = time.monotonic() + 10
        while self.job("csv.json", ok=(0, 75)).returncode == 75:
            self.assertLess(time.monotonic(), deadline)

    def test_a_signal_reaches_the_program_and_its_answer_is_kept(self):
        self.program(f"trap 'echo interrupted; exit 130' TERM; touch '{self.folder}/started'; while :; do sleep 0.05; done")
        first = self.start("csv.json")
        self.await_file(self.folder / "started")
        first.terminate()
        output, _ = first.communicate(timeout=30)
        self.assertEqual(first.returncode, 130, output)
        (log,) = self.logs_of("csv")
        self.assertIn("interrupted\n", log.read_text())

    def test_old_logs_go_and_those_of_other_jobs_stay(self):
        self.logs.mkdir()
        for day in range(1, 8):
            (self.logs / f"csv-2022050{day}T030000Z-1.log").touch()
        others = [self.logs / "csv-films-20220501T030000Z-1.log", self.logs / "csv-notes.log"]
        for other in others:
            other.touch()
        self.job("csv.json")
        kept = [log.name for log in self.logs_of("csv") if log not in others]
        self.assertEqual(len(kept), 3)
        self.assertEqual(kept[:2], ["csv-20220506T030000Z-1.log", "csv-20220507T030000Z-1.log"])
        self.assertTrue(all(other.exists() for other in others))

    def test_bad_settings_are_refused(self):
        self.assertIn("usage", self.job(ok=(2,)).stdout)
        self.assertIn("DATALAKE_KEEP is 'many'", self.job("csv.json", ok=(2,), DATALAKE_KEEP="many").stdout)

    def test_the_line_of_the_crontab_runs_as_cron_runs_it(self):
        line = [line for line in (SCHEDULE / "datalake.cron").read_text().splitlines() if line.startswith("0 3")][0].split(None, 5)[5]
        line = line.replace("/opt/datalake/schedule", str(SCHEDULE))
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        (self.folder / "datalake").rename(bin_folder / "datalake")
        home = self.folder / "home"
        home.mkdir()
        run(["/bin/sh", "-c", line], env={"HOME": str(home), "PATH": f"{bin_folder}:/usr/local/bin:/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "root"})
        (log,) = (home / ".local/state/datalake").glob("csv-*.log")
        self.assertIn("ran run /etc/datalake/jobs/csv.json --env-file /etc/datalake/datalake.env", log.read_text())

    def test_the_host_itself_runs_under_it(self):
        built = sorted((REPOSITORY / "src/DataLakeTools.Host/bin").glob("*/net10.0/datalake.dll"), key=lambda file: file.stat().st_mtime)
        if not built:
            self.skipTest("the host is not built (dotnet build)")
        self.program(f"exec '{need('dotnet')}' '{built[-1]}' \"$@\"")
        self.job(REPOSITORY / "module/samples/first-lake.json", "--lake", self.folder / "lake")
        (log,) = self.logs_of("first-lake")
        self.assertIn("2 Uploaded, 0 failed", log.read_text())
        self.assertEqual(len(list((self.folder / "lake").rglob("*.csv"))), 2)


class PowerShell(Scheduled):
    def setUp(self):
        super().setUp()
        self.pwsh = need_powershell()
        if not (REPOSITORY / "output/DataLakeTools/bin/DataLakeTools.dll").exists():
            self.skipTest("the module is not built (./build.ps1 -Task Build)")

    def arguments(self, job, *more, module=MODULE):
        return [
            *self.pwsh, "-NoProfile", "-NonInteractive", "-File", SCHEDULE / "Invoke-ScheduledLakeJob.ps1", job,
            "-LogFolder", self.logs, "-Keep", "3", "-Module", module, *more,
        ]  # fmt: skip

    def test_a_good_run_is_in_its_transcript(self):
        job = REPOSITORY / "module/samples/first-lake.json"
        run(self.arguments(job, "-Lake", self.folder / "lake"), env=environment())
        (log,) = self.logs_of("first-lake")
        text = log.read_text()
        self.assertRegex(text, r"Uploaded\s+Raw/Local/CSV/Movies/")
        self.assertRegex(text, r"exit code 0 after \d+ s")
        self.assertEqual(len(list((self.folder / "lake").rglob("*.csv"))), 2)

    def test_a_failure_is_in_the_transcript_and_in_the_exit_code(self):
        job = self.folder / "bad.json"
        job.write_text('{ "lake": "./lake", "steps": [ { "type": "SendCsv", "path": "not-there.csv" } ] }')
        run(self.arguments(job), ok=(1,), env=environment(), cwd=self.folder)
        (log,) = self.logs_of("bad")
        self.assertIn("not-there.csv", log.read_text())
        self.assertIn("exit code 1", log.read_text())

    def test_a_module_that_is_not_there_is_a_failure_too(self):
        run(self.arguments(self.folder / "any.json", module="NoSuchModule"), ok=(1,), env=environment())
        (log,) = self.logs_of("any")
        self.assertIn("NoSuchModule", log.read_text())

    def test_a_second_run_is_refused_with_who_is_running(self):
        # A module whose Invoke-LakeJob waits until it is told to go on.
        module = self.folder / "Slow.psm1"
        module.write_text(
            "function Invoke-LakeJob { [CmdletBinding(SupportsShouldProcess)] param($LiteralPath, $Lake) "
            f"$null = New-Item '{self.folder}/started'; while (-not (Test-Path '{self.folder}/go')) {{ Start-Sleep -Milliseconds 50 }} }}"
        )
        first = subprocess.Popen(  # pylint: disable=consider-using-with
            list(map(str, self.arguments("csv.json", module=module))), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.await_file(self.folder / "started")
        said = run(self.arguments("csv.json", module=module), ok=(75,), env=environment()).stdout
        self.assertRegex(said, rf"The job 'csv' is still running \(process {first.pid}, since .*\); this run was not started\.")
        (self.folder / "go").touch()
        self.assertEqual(first.wait(60), 0, first.communicate()[0])
        self.assertFalse((self.logs / "csv.running").exists())

    def test_old_transcripts_go_and_those_of_other_jobs_stay(self):
        self.logs.mkdir()
        for day in range(1, 8):
            (self.logs / f"any-2022050{day}T030000Z-1.log").touch()
        other = self.logs / "any-films-20220501T030000Z-1.log"
        other.touch()
        run(self.arguments(self.folder / "any.json", module="NoSuchModule"), ok=(1,), env=environment())
        self.assertEqual(len([log for log in self.logs_of("any") if log != other]), 3)
        self.assertTrue(other.exists())

    def test_the_task_is_registered_as_described(self):
        # Task Scheduler is of Windows; its commands are played, and say what they were given.
        job = self.folder / "my csv.json"
        job.write_text("{}")
        played = "; ".join(
            f"function global:{name} {{ $all = $args; for ($i = 0; $i -lt $all.Count; $i += 2) {{ \"{name} $($all[$i]) $($all[$i + 1])\" }} }}"
            for name in ("New-ScheduledTaskAction", "New-ScheduledTaskSettingsSet", "New-ScheduledTaskPrincipal")
        )
        played += "; function global:New-ScheduledTaskTrigger { param([switch] $Daily, $At) \"New-ScheduledTaskTrigger $Daily $($At.ToString('HH:mm'))\" }"
        played += "; function global:Register-ScheduledTask { param($TaskPath, $TaskName, $Description, $Action, $Trigger, $Settings, $Principal, [switch] $Force) \"$TaskPath$TaskName\"; $Action; $Trigger; $Settings; $Principal }"
        command = f"{played}; & '{SCHEDULE / 'Register-LakeTask.ps1'}' '{job}' -At 03:00"
        told = run([*self.pwsh, "-NoProfile", "-NonInteractive", "-Command", command], env=environment()).stdout
        self.assertIn("\\DataLakeTools\\my csv", told)
        self.assertIn(f'Invoke-ScheduledLakeJob.ps1 "{job}"', told)
        self.assertIn("New-ScheduledTaskTrigger True 03:00", told)
        self.assertIn("-MultipleInstances: IgnoreNew", told)
        self.assertIn("-LogonType S4U", told)
        nothing = run([*self.pwsh, "-NoProfile", "-NonInteractive", "-Command", command + " -WhatIf"], env=environment()).stdout
        self.assertIn("What if", nothing)
        self.assertNotIn("New-ScheduledTaskTrigger", nothing)


# The base class is no test of its own.
def load_tests(loader, _tests, _pattern):
    return unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (Checked, Shell, PowerShell))


if __name__ == "__main__":
    main()
