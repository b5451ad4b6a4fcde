"""deploy/docker: linted, built as the Dockerfile says, and run as the image would run, without an engine."""

import json
import os
import re
import shutil
import signal
import socket
import stat
import tempfile
import time
import unittest
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from image import DOCKERFILE, BuildContext, Image, MemoryLimit, instructions
from policy import Policy
from support import NOBODY, REPOSITORY, Moto, main, need, run

COMPOSE = DOCKERFILE.parent / "compose.yaml"
SAMPLES = REPOSITORY / "module" / "samples" / "data"
LINTERS = {"dockerfilelint": "1.8.0", "dockerfile-utils": "0.16.3", "dclint": "3.1.0"}


class Linted(unittest.TestCase):
    """The linters come from npm, once, into a folder of their own (DEPLOY_LINTERS_LOCAL keeps it between runs)."""

    @classmethod
    def setUpClass(cls):
        npm, _ = need("npm", "node")
        kept = os.environ.get("DEPLOY_LINTERS_LOCAL")
        cls.folder = Path(kept or tempfile.mkdtemp(prefix="deploy-"))
        if not kept:
            cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.folder.mkdir(exist_ok=True)
        if all((cls.folder / "node_modules" / name).is_dir() for name in LINTERS):
            return
        packages = [f"{name}@{version}" for name, version in LINTERS.items()]
        result = run([npm, "install", "--prefix", cls.folder, "--no-audit", "--no-fund", "--no-save", *packages], ok=None)
        if result.returncode != 0:
            raise unittest.SkipTest("npm could not install the linters: " + result.stdout[-300:])

    def lint(self, linter, *arguments):
        return run([self.folder / "node_modules" / ".bin" / linter, *arguments], cwd=self.folder).stdout

    def test_dockerfilelint_finds_nothing(self):
        self.assertRegex(self.lint("dockerfilelint", DOCKERFILE), "Issues: None found")

    def test_dockerfile_utils_finds_nothing(self):
        self.assertEqual(self.lint("dockerfile-utils", "lint", DOCKERFILE).strip(), "")

    def test_dclint_finds_no_error_and_the_schema_holds(self):
        # The order of keys and services is ours: what runs first comes first.
        ours = [
            "service-keys-order", "services-alphabetical-order", "service-dependencies-alphabetical-order", "top-level-properties-order",
        ]
        rules = self.folder / ".dclintrc"
        # It takes the quoted port of a flow list for a bare one.
        rules.write_text(json.dumps({"rules": {rule: 0 for rule in [*ours, "require-quotes-in-ports"]}}))
        self.lint("dclint", "--config", rules, "--max-warnings", "0", COMPOSE.parent)

    def test_yamllint_finds_nothing(self):
        run([need("yamllint"), "--strict", "-d", "{extends: default, rules: {document-start: disable, line-length: {max: 140}}}", COMPOSE])


class Written(unittest.TestCase):
    """What the files say, without running anything."""

    def test_every_image_is_pinned_to_a_full_version(self):
        images = [rest.split()[-1 if " AS " not in rest else -3] for _, word, rest in instructions() if word == "FROM"]
        images += re.findall(r"^\s+image: (?!datalake:)(\S+)", COMPOSE.read_text(), re.MULTILINE)
        self.assertGreaterEqual(len(images), 4)
        for image in images:
            self.assertRegex(image, r":\d+\.\d+\.\d+(-[a-z-]+)?$")

    def test_the_sdk_is_one_that_global_json_takes(self):
        wanted = json.loads((REPOSITORY / "global.json").read_text())["sdk"]["version"]
        pinned = re.search(r"dotnet/sdk:([\d.]+)", DOCKERFILE.read_text()).group(1)
        as_numbers = [[int(part) for part in version.split(".")] for version in (wanted, pinned)]
        self.assertEqual(as_numbers[0][:2], as_numbers[1][:2])
        self.assertLessEqual(as_numbers[0], as_numbers[1])

    def test_the_runtime_is_the_one_that_the_host_is_built_for(self):
        framework = re.search(r"<TargetFramework>net([\d.]+)<", (REPOSITORY / "src/DataLakeTools.Host/DataLakeTools.Host.csproj").read_text())
        self.assertIn(f"dotnet/runtime-deps:{framework.group(1)}.", DOCKERFILE.read_text())

    def test_the_build_has_every_project_that_the_host_is_made_of(self):
        context, left, seen = BuildContext(), ["DataLakeTools.Host"], set()
        while left:
            project = left.pop()
            if project not in seen:
                seen.add(project)
                text = (REPOSITORY / f"src/{project}/{project}.csproj").read_text()
                left += re.findall(r'<ProjectReference Include="\.\./(?:[\w.]+)/([\w.]+)\.csproj"', text)
        self.assertGreaterEqual(len(seen), 4)
        for project in sorted(seen):
            self.assertIn(f"COPY src/{project} src/{project}\n", DOCKERFILE.read_text())
            self.assertTrue(context.holds(f"src/{project}/{project}.csproj"), project)

    def test_the_build_is_sent_no_credentials_and_nothing_built(self):
        context = BuildContext()
        for name in ("Directory.Build.targets", "src/DataLakeTools.Core/Storage/LakeStore.cs", "src/DataLakeTools.Host/packages.lock.json", "global.json", "page/build.mjs", "page/src/main.js"):
            self.assertTrue(context.holds(name), name)
        for name in (
            ".env", "src/DataLakeTools.Host/.env", "src/DataLakeTools.Core/.env.local", "deploy/docker/.env", "module/samples/data/movies.csv",
            "src/DataLakeTools.Host/bin/Release/net10.0/datalake.dll", "src/DataLakeTools.Core/obj/project.assets.json", ".git/config",
            "tests/deploy/image.py", "page/node_modules/vega/package.json",
        ):
            self.assertFalse(context.holds(name), name)

    def test_the_example_of_env_holds_no_secret(self):
        for line in (DOCKERFILE.parent / ".env.example").read_text().splitlines():
            self.assertNotRegex(line, r"^\s*(AWS_SECRET_ACCESS_KEY|AWS_ACCESS_KEY_ID|TMDB_TOKEN)=.")


class Run(unittest.TestCase):
    """The image, built and run."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="deploy-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.folder.chmod(0o755)
        cls.image = Image(cls.folder)
        probe = run(cls.image.command("/", instead="/bin/ls"), ok=None)
        if probe.returncode != 0:
            raise unittest.SkipTest("no namespaces for users here: " + probe.stdout[-200:])
        cls.moto = Moto(cls.folder)
        cls.addClassCleanup(cls.moto.stop)

    def setUp(self):
        self.data = self.folder / f"data-{self._testMethodName}"
        (self.data / "csv").mkdir(parents=True)
        for name in ("movies.csv", "series.csv"):
            shutil.copy(SAMPLES / name, self.data / "csv")
        self.image.give(self.data)
        self.mounts = [(self.data, "/data", "rw"), (COMPOSE.parent / "jobs", "/jobs", "ro")]
        self.today = f"{date.today():%Y/%m/%d}"

    def bucket(self, name):
        self.moto.client("s3", "us-east-1").create_bucket(Bucket=name)
        return {"DATALAKE_URI": f"s3://{name}", "AWS_ENDPOINT_URL": self.moto.url, "TZ": os.environ.get("TZ", "UTC")}

    def csv(self, *arguments, **options):
        return self.image.run("run", "/jobs/csv.json", *arguments, mounts=self.mounts, network=True, **options)

    def test_it_says_what_it_can_do(self):
        self.assertIn("Runs a job", self.image.run("--help").stdout)

    def test_it_runs_as_an_ordinary_user(self):
        self.assertEqual(self.image.run("-u", instead="/usr/bin/id").stdout.strip(), "1654")
        held = self.image.run("^CapEff", "/proc/self/status", instead="/bin/grep").stdout
        self.assertEqual(int(held.split()[-1], 16), 0)
        kept = (REPOSITORY / "deploy" / "docker" / "compose.yaml").read_text()
        self.assertEqual(kept.count("no-new-privileges"), 2)

    def test_only_the_volume_can_be_written(self):
        for path, writable in (("/data/x", True), ("/x", False), ("/opt/datalake/x", False), ("/home/app/x", False), ("/tmp/x", False)):
            result = run(self.image.command(path, instead="/usr/bin/touch", mounts=self.mounts), ok=None)
            self.assertEqual(result.returncode == 0, writable, f"{path}: {result.stdout}")

    def test_no_layer_holds_a_credential_or_a_file_that_only_its_owner_reads(self):
        for layer in self.image.layers.values():
            for file in filter(Path.is_file, layer.rglob("*")):
                self.assertNotRegex(file.name, r"(?i)^\.env|credentials|\.pfx$|\.pem$")
                self.assertNotRegex(file.read_bytes(), rb"AKIA[0-9A-Z]{16}")
                self.assertTrue(file.stat().st_mode & stat.S_IROTH, f"{file} cannot be read by the image's user")

    def test_the_job_sends_both_files_byte_for_byte_and_again_nothing(self):
        variables = self.bucket("container") | NOBODY
        first = self.csv(variables=variables).stdout
        self.assertIn("2 Uploaded, 0 failed", first)
        s3 = self.moto.client("s3", "us-east-1")
        for name in ("movies", "series"):
            key = f"Raw/Local/CSV/{name.capitalize()}/{self.today}/{name}.csv"
            self.assertEqual(s3.get_object(Bucket="container", Key=key)["Body"].read(), (SAMPLES / f"{name}.csv").read_bytes())
        self.assertIn("2 Unchanged, 0 failed; 0 bytes sent", self.csv(variables=variables).stdout)

    def test_a_mounted_aws_folder_is_enough(self):
        variables = self.bucket("container-profile")
        aws = self.folder / "aws"
        aws.mkdir()
        (aws / "config").write_text("[profile films]\nregion = us-east-1\n")
        (aws / "credentials").write_text(
            f"[films]\naws_access_key_id = {NOBODY['AWS_ACCESS_KEY_ID']}\naws_secret_access_key = {NOBODY['AWS_SECRET_ACCESS_KEY']}\n"
        )
        (aws / "credentials").chmod(0o600)
        self.image.give(aws)
        self.mounts.append((aws, "/home/app/.aws", "ro"))
        self.assertIn("2 Uploaded", self.csv(variables=variables | {"AWS_PROFILE": "films"}).stdout)

    def test_compose_fills_the_volume_with_no_more_rights_than_it_says(self):
        if os.geteuid() != 0:
            self.skipTest("only root can give files away")
        try:
            import yaml  # pylint: disable=import-outside-toplevel
        except ImportError:
            self.skipTest("PyYAML is not on this machine")
        fill = yaml.safe_load(COMPOSE.read_text())["services"]["fill"]
        self.assertEqual(fill["cap_drop"], ["ALL"])
        empty = self.folder / "filled"
        empty.mkdir()
        command = [part.replace("$$", "$") for part in fill["command"]]
        rights = [word for right in fill["cap_add"] for word in ("--cap-add", f"CAP_{right}")]
        inside = [
            need("bwrap"), "--unshare-net", "--cap-drop", "ALL", *rights, "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin",
            "--ro-bind", SAMPLES, "/source", "--bind", empty, "/data", "--remount-ro", "/", "--setenv", "OWNER", "1654:1654", "--", *command,
        ]  # fmt: skip
        for _ in range(2):
            run(inside)
            for name in ("movies.csv", "series.csv"):
                filled = empty / "csv" / name
                self.assertEqual(filled.read_bytes(), (SAMPLES / name).read_bytes())
                self.assertEqual(filled.stat().st_uid, 1654)

    def test_without_credentials_it_says_so_and_fails(self):
        variables = self.bucket("container-nobody") | {"AWS_EC2_METADATA_DISABLED": "true"}
        said = self.csv(variables=variables, ok=(1,)).stdout
        self.assertIn("No AWS credentials were found", said)

    def test_without_a_lake_it_says_so_and_fails(self):
        self.csv(variables={}, ok=(2,))

    def test_a_lake_in_the_volume_needs_neither_network_nor_account(self):
        self.image.run("run", "/jobs/csv.json", "--lake", "./lake", mounts=self.mounts)
        sent = self.data / "lake" / "Raw" / "Local" / "CSV" / "Movies" / f"{date.today():%Y/%m/%d}" / "movies.csv"
        self.assertEqual(sent.read_bytes(), (SAMPLES / "movies.csv").read_bytes())
        self.assertEqual(sent.stat().st_uid, self.image.user if os.geteuid() == 0 else os.geteuid())

    def test_it_makes_tables_and_tests_them_within_the_memory_of_a_container(self):
        # The program sees the limit as in a container, and the engine takes its share of it. There is no /tmp to write to, and no network.
        mounts = [*self.mounts, (SAMPLES.parent, "/samples", "ro"), (MemoryLimit.GROUPS, MemoryLimit.GROUPS, "ro")]
        job = self.image.command("run", "/samples/tables.json", "--date", "2022-05-02", mounts=mounts)
        with MemoryLimit(256) as limit:
            said = run(limit.around(job)).stdout
            self.assertRegex(said, r"[0-9]+ Uploaded, 0 failed")
            self.assertRegex(run(limit.around(job)).stdout, r"[0-9]+ Unchanged, 0 failed; 0 bytes sent")
        for layer, tables in (("Trusted", {"movies": 60, "series": 40}), ("Refined", {"fact_title": None, "dim_artist": None})):
            manifest = json.loads((self.data / "lake" / layer / "Lake/JSON/Manifest/2022/05/02/manifest.json").read_text())
            rows = {table["table"]: table["rows"] for table in manifest["tables"]}
            for table, expected in tables.items():
                self.assertTrue(rows[table] == expected if expected else rows[table] > 0, f"{table}: {rows[table]}")
        self.assertEqual([*(self.data / ".tmp").iterdir()], [])

    def test_the_day_is_that_of_its_time_zone(self):
        # The 14 hours east and the 12 hours west are never on the same day.
        days = set()
        for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
            self.image.run("run", "/jobs/csv.json", "--lake", f"./{zone}", mounts=self.mounts, variables={"TZ": zone})
            days.add("/".join(next((self.data / zone).rglob("movies.csv")).parts[-4:-1]))
        self.assertEqual(len(days), 2, days)

    def test_it_stops_when_it_is_told_to(self):
        # A server that takes the connection and never answers.
        with socket.create_server(("127.0.0.1", 0)) as silent:
            variables = NOBODY | {"DATALAKE_URI": "s3://silent", "AWS_ENDPOINT_URL": f"http://127.0.0.1:{silent.getsockname()[1]}"}
            process = self.image.start("run", "/jobs/csv.json", mounts=self.mounts, variables=variables, network=True)
            connection, _ = silent.accept()
            with connection:
                # bwrap's child is the program; a container engine signals that, too.
                child = self.descendant(process.pid)
                began = time.monotonic()
                os.kill(child, signal.SIGTERM)
                output, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, output)
        self.assertIn("Interrupted", output)
        self.assertLess(time.monotonic() - began, 10)

    @staticmethod
    def descendant(process):
        while True:
            children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
            if not children:
                return process
            process = int(children[0])

    def test_its_requests_are_within_what_terraform_permits(self):
        """The role's policy, and every request that a run with small and large files makes."""
        bucket = "container-permissions"
        variables = self.bucket(bucket) | NOBODY
        lines = (SAMPLES / "movies.csv").read_bytes().split(b"\r\n")
        with open(self.data / "csv" / "movies.csv", "wb") as large:
            large.write(lines[0] + b"\r\n")
            block = b"".join(line + b"\r\n" for line in lines[1:-1])
            for _ in range(60_000_000 // len(block)):
                large.write(block)
        before = self.moto.log.read_text().count("\n")
        self.csv(variables=variables)
        seen = self.moto.log.read_text().splitlines()[before:]
        requests = [match.groups() for match in (re.search(r'"([A-Z]+) (/\S*) HTTP/1.1" (\d+)', line) for line in seen) if match]
        asked = {self.permission_of(method, target) for method, target, _ in requests}
        asked.discard(None)
        self.assertIn(("s3:PutObject", f"arn:aws:s3:::{bucket}/Raw/Local/CSV/Movies/{self.today}/movies.csv", ""), asked)
        self.assertTrue(any("uploadId" in target for _, target, _ in requests), "no file was sent in parts")
        policy = self.policy_for(bucket)
        for action, resource, prefix in asked:
            context = {"s3_prefix": prefix} if prefix else {}
            self.assertTrue(policy.allows(action, resource, **context), f"{action} on {resource}")

    @staticmethod
    def permission_of(method, target):
        """The permission that S3 wants for a request (Amazon S3 User Guide, required permissions); None where it can do without."""
        address = urlsplit(target)
        query = parse_qs(address.query, keep_blank_values=True)
        bucket, _, key = unquote(address.path).strip("/").partition("/")
        arn = f"arn:aws:s3:::{bucket}"
        if not key:
            # HEAD of the bucket only asks for its region, which S3 tells with a refusal too.
            return None if method == "HEAD" else ("s3:ListBucket", arn, query.get("prefix", [""])[0])
        if method == "DELETE":
            return ("s3:AbortMultipartUpload" if "uploadId" in query else "s3:DeleteObject"), f"{arn}/{key}", ""
        if method in ("GET", "HEAD"):
            return ("s3:ListMultipartUploadParts" if "uploadId" in query else "s3:GetObject"), f"{arn}/{key}", ""
        return "s3:PutObject", f"{arn}/{key}", ""

    @staticmethod
    def policy_for(bucket):
        """The S3 statements of permissions.tf for a bucket, as test_terraform.py proves them on the whole document."""
        text = (REPOSITORY / "deploy" / "terraform" / "permissions.tf").read_text()
        verbs, reports = (re.search(rf'sid\s+= "{sid}".*?\[(.*?)\]', text, re.DOTALL).group(1) for sid in ("WriteLayers", "WriteReports"))
        return Policy(
            json.dumps(
                {
                    "Statement": [
                        {"Effect": "Allow", "Action": re.findall(r'"([^"]+)"', verbs), "Resource": f"arn:aws:s3:::{bucket}/Raw/*"},
                        {"Effect": "Allow", "Action": re.findall(r'"([^"]+)"', reports), "Resource": f"arn:aws:s3:::{bucket}/reports/*"},
                        {
                            "Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}",
                            "Condition": {"StringLike": {"s3:prefix": ["Raw/*", "reports/*"]}},
                        },
                    ]
                }
            )
        )


if __name__ == "__main__":
    main()
