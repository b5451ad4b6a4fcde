"""The engine athena of deploy/terraform on a moto server: what is run, what moves, and what does not."""

import itertools
import json
import re
import shutil
import tempfile
import time
import unittest
import uuid
from pathlib import Path

from policy import Policy, several
from support import NOBODY, REPOSITORY, Moto, environment, main, need, need_powershell, run
from terraform import REGION, Terraform
from workflow import faults_of, lint, verbs_of

MODEL = REPOSITORY / "module" / "model"
TRINO = REPOSITORY / "tests" / "trino"
DAY, NEXT_DAY = "2022-05-02", "2022-05-03"
RAW = ("Raw/Local/CSV/Movies/2021/12/31/movies.csv", "Raw/Local/CSV/Movies/2022/05/02/movies.csv", "Raw/Local/CSV/Series/2022/04/30/series.csv")


class Athena(unittest.TestCase):
    """One installation. Every test has a day of its own, later than those of the tests before it where tables are to move."""

    model = MODEL

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="deploy-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.make_model()
        cls.tables = sorted(path.stem for layer in ("trusted", "refined") for path in (cls.model / layer).glob("*.json"))
        cls.script = Path(cls.folder) / "athena.json"
        cls.moto = Moto(cls.folder, MOTO_ATHENA=str(cls.script))
        cls.addClassCleanup(cls.moto.stop)
        cls.moto.configure(stepfunctions={"execute_state_machine": True})
        cls.terraform = Terraform(cls.folder, cls.moto)
        cls.terraform.init()
        # Without its pauses, which are for Athena and not for moto.
        engine = cls.terraform.folder / "engine.tf"
        engine.write_text(re.sub(r"\bSeconds = (5|60)\b", "Seconds = 0", engine.read_text()))
        # And with pages of one object, so that there are several.
        run_ = cls.terraform.folder / "engine_run.tf"
        run_.write_text(re.sub(r"\bMaxKeys = 500\b", "MaxKeys = 1", run_.read_text()))
        cls.terraform.apply(model=str(cls.model), bucket="lake-of-tests", tmdb_token_store="none", engine="athena", athena_queries_at_once=8, schedules={"nightly": {"job": "daily", "tables": "athena", "expression": "rate(1 day)"}})
        s3 = cls.moto.client("s3")
        for key in RAW:
            s3.put_object(Bucket="lake-of-tests", Key=key, Body=b"x")

    @classmethod
    def make_model(cls):
        """The model that ships, unless a class makes another."""

    def setUp(self):
        self.play()
        self.log = Path(f"{self.script}.log")
        self.log.write_text("")
        glue = self.moto.client("glue")
        self.before = self.places()
        self.versions = {name: len(glue.get_table_versions(DatabaseName=database, TableName=name)["TableVersions"]) for name, database in self.databases().items()}

    def play(self, **said):
        self.script.write_text(json.dumps(said))

    def queries(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def databases(self):
        return {name: "datalake_trusted" if (self.model / "trusted" / f"{name}.json").exists() else "datalake_refined" for name in self.tables}

    def places(self):
        glue = self.moto.client("glue")
        return {name: glue.get_table(DatabaseName=database, Name=name)["Table"]["StorageDescriptor"]["Location"] for name, database in self.databases().items()}

    def begin(self, date=DAY):
        machine = f"arn:aws:states:{REGION}:123456789012:stateMachine:datalake-tables"
        return self.moto.client("stepfunctions").start_execution(stateMachineArn=machine, name=str(uuid.uuid4()), input=json.dumps({"date": date}))["executionArn"]

    def end(self, execution):
        client = self.moto.client("stepfunctions")
        for _ in range(1800):
            found = client.describe_execution(executionArn=execution)
            if found["status"] != "RUNNING":
                return found
            time.sleep(0.1)
        self.fail(f"{execution} does not end: {found}")

    def assert_moved(self, times, but=()):
        glue = self.moto.client("glue")
        for name, database in self.databases().items():
            moves = len(glue.get_table_versions(DatabaseName=database, TableName=name)["TableVersions"]) - self.versions[name]
            self.assertEqual(moves, times, name)
            place = glue.get_table(DatabaseName=database, Name=name)["Table"]["StorageDescriptor"]["Location"]
            self.assertEqual(place != self.before[name], times > 0, name)

    def assert_nothing_published(self, date):
        day = date.replace("-", "/")
        keys = self.keys("Trusted/Athena/Links/") + self.keys("Refined/Athena/Links/")
        self.assertEqual([key for key in keys if day in key], [])
        self.assertEqual(self.moto.client("dynamodb").get_item(TableName="datalake-tables", Key={"day": {"S": date}}).get("Item"), None)

    def keys(self, prefix):
        found = self.moto.client("s3").list_objects_v2(Bucket="lake-of-tests", Prefix=prefix)
        return [one["Key"] for one in found.get("Contents", [])]


class Whole(Athena):
    """The model that ships."""

    def test_a_run_makes_tests_publishes_and_moves_every_table_once(self):
        end = self.end(self.begin("2022-05-02"))
        self.assertEqual(end["status"], "SUCCEEDED", end)
        self.assert_moved(1)
        queries = self.queries()
        written = {name: next(query for query in queries if f"/Parquet/{folder(name)}/" in query["query"] and query["query"].startswith("UNLOAD")) for name in self.tables}

        with self.subTest("the SQL of the model is given as it stands"):
            for path in (MODEL / "refined").glob("*.sql"):
                self.assertIn(path.read_text().strip().rstrip(";"), written[path.stem]["query"])
            tests = "\n".join(query["query"] for query in queries if not query["query"].startswith("UNLOAD"))
            for path in (MODEL / "refined").glob("*.json"):
                for test in json.loads(path.read_text()).get("tests", []):
                    self.assertIn(test["sql"].strip().rstrip(";"), tests, path.stem)

        with self.subTest("a table is made behind those that it reads"):
            order = [re.search(r"/(?:Parquet|Work)/([A-Za-z]+)/", query["query"])[1] for query in queries if query["query"].startswith("UNLOAD")]
            for path in (MODEL / "refined").glob("*.sql"):
                for needed in re.findall(r"(?:FROM|JOIN)\s+(\w+)", re.sub(r"--[^\n]*", "", path.read_text())):
                    if needed in self.tables:
                        self.assertLess(order.index(folder(needed)), order.index(folder(path.stem)), f"{path.stem} reads {needed}")

        with self.subTest("days are literals: of a CSV the newest that is not after the run's"):
            self.assertIn("WHERE day = '2022/05/02'", written["movies"]["query"])
            self.assertIn("WHERE day = '2022/04/30'", written["series"]["query"])

        with self.subTest("the records in Raw are read once, and then by their table"):
            (records,) = [query["query"] for query in queries if "datalake_raw.tmdb_records" in query["query"]]
            self.assertIn("raw_date <= '2022/05/02'", records)
            self.assertIn("partitioned_by = ARRAY['table_name']", records)
            work = re.search(r"TO 's3://lake-of-tests/(.*/)2022/05/02/", records)[1]
            self.assertEqual(work, "Trusted/Athena/Work/TMDB/")
            for name in (name for name in self.tables if name.startswith("tmdb_")):
                self.assertIn(f"FROM raw_tmdb\n    WHERE table_name = '{name}'", written[name]["query"])
            rules = self.moto.client("s3").get_bucket_lifecycle_configuration(Bucket="lake-of-tests")["Rules"]
            self.assertEqual([rule["Expiration"]["Days"] for rule in rules if rule.get("Filter", {}).get("Prefix") == "Trusted/Athena/Work/"], [17])

        with self.subTest("every statement has a folder and a token of its own, in a database of the run"):
            targets = [re.search(r"TO '([^']+)'", query["query"])[1] for query in queries if query["query"].startswith("UNLOAD")]
            self.assertEqual(len(set(targets)), len(targets))
            self.assertFalse([(a, b) for a in targets for b in targets if a != b and b.startswith(a)], "a folder inside another")
            self.assertEqual(len({query["token"] for query in queries}), len(queries))
            self.assertRegex({query["database"] for query in queries}.pop(), r"^datalake_run_[0-9a-f]{32}$")
            self.assertEqual({query["workgroup"] for query in queries}, {"datalake-tables"})
            self.assertEqual([one["Name"] for one in self.moto.client("glue").get_databases()["DatabaseList"] if "_run_" in one["Name"]], [])

        with self.subTest("the tables of the day name the files of the run, and so does the manifest"):
            s3 = self.moto.client("s3")
            listed = s3.get_object(Bucket="lake-of-tests", Key="Refined/Athena/Links/FactTitle/2022/05/02/files")["Body"].read().decode()
            self.assertTrue(listed.startswith(self.places()["fact_title"]), listed)
            manifest = json.loads(s3.get_object(Bucket="lake-of-tests", Key=self.keys("Refined/Athena/JSON/Manifest/2022/05/02/")[0])["Body"].read())
            self.assertEqual(manifest["day"], "2022-05-02")
            self.assertEqual({table["name"]: table["location"] for level in manifest["tables"] for table in level if table["name"] in self.tables}, self.places())
            self.assertEqual({one["name"]: one["rows"] for one in manifest["rows"]}, {name: "7" for name in self.tables})

        with self.subTest("Terraform leaves the tables where they are"):
            changes, plan = self.terraform.has_changes()
            self.assertFalse(changes, plan)

    def test_the_machines_are_ones_that_step_functions_takes(self):
        client = self.moto.client("stepfunctions")
        definitions = []
        for name in ("datalake", "datalake-tables", "datalake-statement", "datalake-publish"):
            found = client.describe_state_machine(stateMachineArn=f"arn:aws:states:{REGION}:123456789012:stateMachine:{name}")
            self.assertEqual(faults_of(json.loads(found["definition"])), [], name)
            self.assertLess(len(found["definition"]), 1_000_000)
            self.assertEqual(found["loggingConfiguration"]["level"], "ERROR")
            self.assertTrue(found["tracingConfiguration"]["enabled"])
            definitions.append(json.loads(found["definition"]))
        with self.subTest("the role of a run may do what its machines call, and besides what Athena and Step Functions do for it"):
            role = Policy(json.dumps(self.moto.client("iam").get_role_policy(RoleName="datalake-tables-workflow", PolicyName="make-tables")["PolicyDocument"]))
            called = set().union(*(verbs_of(definition) for definition in definitions[1:]))
            self.assertEqual(called - role.actions(), set())
            self.assertEqual(
                {verb for verb in role.actions() - called if verb.split(":")[0] not in ("logs", "xray", "events")},
                {
                    "athena:GetWorkGroup", "s3:GetObject", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads", "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts", "glue:GetDatabase", "glue:GetTables", "glue:GetPartition", "glue:GetPartitions", "glue:BatchGetPartition", "glue:DeleteTable",
                    "states:DescribeExecution", "states:StopExecution",
                },
            )  # fmt: skip
            workflow = Policy(json.dumps(self.moto.client("iam").get_role_policy(RoleName="datalake-workflow", PolicyName="run-jobs")["PolicyDocument"]))
            self.assertEqual(verbs_of(definitions[0]) - workflow.actions(), set())
        policies = [json.loads(values["policy"]) for address, values in self.terraform.resources().items() if address.startswith("aws_iam_role_policy.")]
        self.assertEqual(lint(self.folder, definitions, policies), [])


class Small(Athena):
    """Few tables, since moto takes its time: films, titles made of them, and days made of those."""

    @classmethod
    def make_model(cls):
        cls.model = Path(cls.folder) / "model"
        shutil.copytree(MODEL / "sources", cls.model / "sources")
        for folder_ in ("trusted", "refined", "seeds"):
            (cls.model / folder_).mkdir()
        for file in ("trusted/movies.json", "trusted/series.json", "trusted/tmdb_genres.json", "seeds/wars.json", "seeds/wars.csv"):
            shutil.copy(MODEL / file, cls.model / file)
        for table, source, key in (("fact_title", "movies", "id"), ("dim_date", "fact_title", "title_id"), ("dim_war", "wars", "war")):
            column = {"name": "title_id" if key == "id" else key, "type": "varchar", "required": True}
            (cls.model / "refined" / f"{table}.json").write_text(json.dumps({"table": table, "key": [column["name"]], "columns": [column]}))
            (cls.model / "refined" / f"{table}.sql").write_text(f"SELECT {key} AS {column['name']} FROM {source}")

    def test_a_statement_that_fails_moves_nothing(self):
        self.play(fail=[{"holds": "Parquet/FactTitle/"}])
        end = self.end(self.begin("2022-06-01"))
        self.assertEqual(end["status"], "FAILED", end)
        client = self.moto.client("stepfunctions")
        failed = client.list_executions(stateMachineArn=f"arn:aws:states:{REGION}:123456789012:stateMachine:datalake-statement", statusFilter="FAILED")["executions"]
        self.assertEqual([client.describe_execution(executionArn=one["executionArn"])["cause"] for one in failed], ["as the test wants it"])
        self.assert_moved(0)
        self.assert_nothing_published("2022-06-01")
        self.assertFalse([query for query in self.queries() if "/DimDate/" in query["query"]], "what reads the table was made all the same")

    def test_a_data_test_that_finds_something_moves_nothing(self):
        self.play(answers={"FROM fact_title)": ["7", "1", "title_id_is_there"]})
        end = self.end(self.begin("2022-06-02"))
        self.assertEqual((end["status"], end["error"]), ("FAILED", "TableTestFailed"), end)
        self.assertIn("1 data tests of fact_title found something: title_id_is_there", end["cause"])
        self.assert_moved(0)
        self.assert_nothing_published("2022-06-02")

    def test_a_statement_that_may_be_tried_again_is_and_moves_once(self):
        self.play(fail=[{"holds": "Parquet/FactTitle/", "retryable": True}, {"holds": "/DimWar/", "retryable": True, "times": 2}])
        end = self.end(self.begin("2022-08-03"))
        self.assertEqual(end["status"], "SUCCEEDED", end)
        self.assert_moved(1)
        targets = [re.search(r"TO '([^']+)'", query["query"])[1] for query in self.queries() if "/FactTitle/" in query["query"]]
        self.assertEqual((len(targets), len(set(targets))), (2, 2), "the orphans of an attempt lie in its own folder")
        self.assertEqual(self.places()["fact_title"], targets[-1])

    def test_of_two_runs_at_once_one_moves(self):
        self.play(hold=["/FactTitle/"])
        both = [self.begin("2022-10-04"), self.begin("2022-10-04")]
        for _ in range(1800):
            if len([query for query in self.queries() if "/FactTitle/" in query["query"]]) == 2:
                break
            time.sleep(0.1)
        self.play()
        ends = [self.end(execution) for execution in both]
        self.assertEqual(sorted(end["status"] for end in ends), ["FAILED", "SUCCEEDED"], ends)
        self.assertEqual([end["error"] for end in ends if end["status"] == "FAILED"], ["BuildConflict"])
        self.assert_moved(1)

    def test_a_day_of_the_past_does_not_move_the_tables_back(self):
        for date, moved in (("2022-07-02", 1), ("2022-06-30", 1), ("2022-07-02", 2)):
            end = self.end(self.begin(date))
            self.assertEqual(end["status"], "SUCCEEDED", end)
            self.assert_moved(moved)
        with self.subTest("what another run of the day has written is marked, and nothing else"):
            s3 = self.moto.client("s3")
            own = self.places()["fact_title"].removeprefix("s3://lake-of-tests/")
            for key in self.keys("Refined/Athena/Parquet/FactTitle/"):
                marked = bool(s3.get_object_tagging(Bucket="lake-of-tests", Key=key)["TagSet"])
                self.assertEqual(marked, "/2022/07/02/" in key and not key.startswith(own), key)
            rules = s3.get_bucket_lifecycle_configuration(Bucket="lake-of-tests")["Rules"]
            rule = next(rule for rule in rules if rule["ID"] == "expire-old-runs")
            self.assertEqual((rule["Filter"]["Tag"], rule["Expiration"]["Days"]), ({"Key": "datalake-old-run", "Value": "true"}, 7))

    def test_a_step_of_a_job_starts_the_run_and_waits_for_it(self):
        built = sorted((REPOSITORY / "src/DataLakeTools.Host/bin").glob("*/net10.0/datalake.dll"), key=lambda file: file.stat().st_mtime)
        if not built:
            self.skipTest("the host is not built (dotnet build)")
        job = Path(self.folder) / "job.json"
        job.write_text(json.dumps({"lake": "s3://lake-of-tests", "steps": [{"name": "build", "type": "BuildTables", "engine": "athena"}]}))
        arn = self.terraform.outputs()["tables_workflow_arn"]
        variables = environment(**NOBODY, AWS_ENDPOINT_URL=self.moto.url, AWS_REGION="us-east-1", DATALAKE_TABLES_WORKFLOW=arn)
        command = [need("dotnet"), built[-1], "run", job]
        said = run([*command, "--date", "2022-09-01"], env=variables).stdout
        self.assertIn("Refined/Athena/JSON/Manifest/2022/09/01/", said)
        self.assert_moved(1)
        self.play(answers={"FROM fact_title)": ["7", "1", "title_id_is_there"]})
        said = run([*command, "--date", "2022-09-02"], env=variables, ok=(1,)).stdout
        self.assertIn("1 data tests of fact_title found something: title_id_is_there", said)
        self.assert_moved(1)

    def test_a_function_may_start_runs_and_see_what_came_of_them(self):
        policy = Policy(json.dumps(self.moto.client("iam").get_role_policy(RoleName="datalake-function", PolicyName="lake")["PolicyDocument"]))
        states = f"arn:aws:states:{REGION}:123456789012"
        for action, resource, expected in (
            ("states:StartExecution", f"{states}:stateMachine:datalake-tables", True),
            ("states:ListExecutions", f"{states}:stateMachine:datalake-tables", True),
            ("states:DescribeExecution", f"{states}:execution:datalake-tables:2022-05-02-0a1b", True),
            ("states:StopExecution", f"{states}:execution:datalake-tables:2022-05-02-0a1b", False),
            ("states:StartExecution", f"{states}:stateMachine:datalake", False),
            ("states:StartExecution", f"{states}:stateMachine:datalake-statement", False),
            ("s3:GetObject", "arn:aws:s3:::lake-of-tests/Refined/Athena/JSON/Manifest/2022/05/02/0a1b.json", True),
            ("s3:GetObject", "arn:aws:s3:::lake-of-tests/Refined/Athena/Parquet/FactTitle/2022/05/02/x", False),
        ):
            self.assertEqual(policy.allows(action, resource), expected, f"{action} on {resource}")

    def test_a_table_that_another_run_moves_to_a_later_day_meanwhile_stays_there(self):
        self.play(meanwhile={"fact_title": "2022-09-20"})
        end = self.end(self.begin("2022-09-10"))
        self.assertEqual(end["status"], "SUCCEEDED", end)
        glue = self.moto.client("glue")
        days = {name: glue.get_table(DatabaseName=database, Name=name)["Table"]["Parameters"]["day"] for name, database in self.databases().items()}
        self.assertEqual(days, {name: "2022-09-20" if name == "fact_title" else "2022-09-10" for name in self.tables})

    def test_a_day_of_the_past_is_made_of_the_newest_files_that_are_not_after_it(self):
        for date, movies, series in (("2022-05-02", "2022/05/02", "2022/04/30"), ("2022-05-01", "2021/12/31", "2022/04/30"), ("2022-04-29", "2021/12/31", "0001/01/01"), ("2021-06-01", "0001/01/01", "0001/01/01")):
            with self.subTest(date):
                self.log.write_text("")
                end = self.end(self.begin(date))
                self.assertEqual(end["status"], "SUCCEEDED", end)
                for folder_, day in (("Movies", movies), ("Series", series)):
                    (written,) = [query["query"] for query in self.queries() if f"Trusted/Athena/Parquet/{folder_}/" in query["query"]]
                    self.assertIn(f"WHERE day = '{day}'", written)

    def test_a_date_that_is_none_is_refused(self):
        for date in ("02/05/2022", "2022-13-01", "20220502", "tomorrow", 20220502, ""):
            with self.subTest(date):
                end = self.end(self.begin(date))
                self.assertEqual((end["status"], end["error"]), ("FAILED", "InvalidEvent"), end)
        self.assertEqual(self.queries(), [])

    def test_a_run_that_is_no_longer_the_last_of_its_day_moves_nothing_when_it_is_taken_up_again(self):
        client = self.moto.client("stepfunctions")
        for _ in range(2):
            self.assertEqual(self.end(self.begin("2022-07-05"))["status"], "SUCCEEDED")
        listed = self.links("FactTitle", "2022/07/05")
        machine = f"arn:aws:states:{REGION}:123456789012:stateMachine:datalake-publish"
        asked = [json.loads(client.describe_execution(executionArn=one["executionArn"])["input"]) for one in client.list_executions(stateMachineArn=machine)["executions"]]
        build = self.moto.client("dynamodb").get_item(TableName="datalake-tables", Key={"day": {"S": "2022-07-05"}})["Item"]["build"]["S"]
        places = self.places()
        for is_last in (False, True):
            (again,) = [one for one in asked if one["date"] == "2022-07-05" and one["table"]["name"] == "fact_title" and (one["run"] == build) == is_last]
            end = self.end(client.start_execution(stateMachineArn=machine, name=str(uuid.uuid4()), input=json.dumps(again))["executionArn"])
            self.assertEqual((end["status"], json.loads(end["output"])), ("SUCCEEDED", {"is_last": is_last}))
        self.assertEqual(self.places(), places)
        self.assertEqual(self.links("FactTitle", "2022/07/05"), listed)

    def links(self, folder_, day):
        return self.moto.client("s3").get_object(Bucket="lake-of-tests", Key=f"Refined/Athena/Links/{folder_}/{day}/files")["Body"].read()

    def test_files_of_a_run_that_began_when_this_one_had_committed_are_not_marked(self):
        self.end(self.begin("2022-09-25"))
        self.play(beside=["fact_title"])
        self.assertEqual(self.end(self.begin("2022-09-25"))["status"], "SUCCEEDED")
        s3 = self.moto.client("s3")
        own = self.places()["fact_title"].removeprefix("s3://lake-of-tests/")
        marked = {key.split("/")[7]: bool(s3.get_object_tagging(Bucket="lake-of-tests", Key=key)["TagSet"]) for key in self.keys("Refined/Athena/Parquet/FactTitle/2022/09/25/")}
        self.assertEqual((len(marked), marked.pop("of-a-run-beside"), marked.pop(own.split("/")[7])), (3, False, False))
        self.assertEqual(list(marked.values()), [True])

    def test_a_statement_that_takes_too_long_is_stopped_in_Athena(self):
        client = self.moto.client("stepfunctions")
        found = client.describe_state_machine(stateMachineArn=f"arn:aws:states:{REGION}:123456789012:stateMachine:datalake-statement")
        definition = json.loads(found["definition"])
        self.assertEqual(definition["States"]["Follow"]["TimeoutSeconds"], 3600)
        self.assertEqual(definition["States"]["Follow"]["Parameters"], definition["States"]["Start"]["Parameters"])
        definition["States"]["Follow"]["TimeoutSeconds"] = 1
        machine = client.create_state_machine(name="impatient", definition=json.dumps(definition), roleArn=found["roleArn"])["stateMachineArn"]
        self.play(hold=["SELECT 'for ever'"])
        sql = ["SELECT 'for ever' /* ", " ", " ", " */"]
        asked = {"sql": sql, "run": "0" * 32, "day": "2022/05/02", "source_day": "2022/05/02", "table": "any", "prefix": "any/", "database": "any", "reads": True}
        end = self.end(client.start_execution(stateMachineArn=machine, name=str(uuid.uuid4()), input=json.dumps(asked))["executionArn"])
        self.assertEqual((end["status"], end["error"]), ("FAILED", "QueryTimedOut"), end)
        self.assertEqual(len([query for query in self.queries() if "stopped" in query]), 1)

    def test_a_run_may_do_what_it_does_and_nothing_else(self):
        document = self.moto.client("iam").get_role_policy(RoleName="datalake-tables-workflow", PolicyName="make-tables")["PolicyDocument"]
        policy = Policy(json.dumps(document))
        self.assertFalse([action for action in policy.actions() if "*" in action])
        everywhere = {action.split(":")[0] for statement in policy.statements if "*" in several(statement["Resource"]) for action in several(statement["Action"])}
        self.assertEqual(everywhere, {"xray", "logs"})
        bucket, account = "arn:aws:s3:::lake-of-tests", f"{REGION}:123456789012"
        glue, states = f"arn:aws:glue:{account}", f"arn:aws:states:{account}"
        run_database = "datalake_run_" + "0" * 32
        for action, resource, context, expected in (
            ("s3:GetObject", f"{bucket}/Raw/Local/CSV/Movies/2022/05/02/movies.csv", {}, True),
            ("s3:PutObject", f"{bucket}/Raw/Local/CSV/Movies/2022/05/02/movies.csv", {}, False),
            ("s3:DeleteObject", f"{bucket}/Raw/x", {}, False),
            ("s3:ListBucket", bucket, {"s3_prefix": "Raw/Local/CSV/Movies/2"}, True),
            ("s3:PutObject", f"{bucket}/Refined/Athena/Parquet/FactTitle/2022/05/02/x/y.parquet", {}, True),
            ("s3:PutObject", f"{bucket}/Refined/Athena/JSON/Manifest/2022/05/02/x.json", {}, True),
            ("s3:PutObject", f"{bucket}/Refined/Lake/Parquet/FactTitle/2022/05/02/fact_title.parquet", {}, False),
            ("s3:DeleteObject", f"{bucket}/Refined/Athena/Parquet/FactTitle/2022/05/02/x/y.parquet", {}, False),
            ("s3:PutObjectTagging", f"{bucket}/Trusted/Athena/Parquet/Movies/2022/05/02/x/y.parquet", {}, True),
            ("s3:PutObjectTagging", f"{bucket}/Raw/x", {}, False),
            ("s3:GetObject", f"{bucket}-results/tables/x-manifest.csv", {}, True),
            ("s3:GetObject", f"{bucket}-results/all/x.csv", {}, False),
            ("athena:StartQueryExecution", f"arn:aws:athena:{account}:workgroup/datalake-tables", {}, True),
            ("athena:StartQueryExecution", f"arn:aws:athena:{account}:workgroup/datalake", {}, False),
            ("glue:CreateDatabase", f"{glue}:database/{run_database}", {}, True),
            ("glue:CreateTable", f"{glue}:table/{run_database}/fact_title", {}, True),
            ("glue:DeleteDatabase", f"{glue}:database/{run_database}", {}, True),
            ("glue:DeleteDatabase", f"{glue}:userDefinedFunction/{run_database}/x", {}, True),
            ("glue:DeleteDatabase", f"{glue}:database/datalake_refined", {}, False),
            ("glue:DeleteDatabase", f"{glue}:database/datalake_run_raw", {}, False),
            ("glue:GetTable", f"{glue}:table/datalake_raw/movies", {}, True),
            ("glue:GetTable", f"{glue}:table/other_raw/movies", {}, False),
            ("glue:UpdateTable", f"{glue}:table/datalake_refined/fact_title", {}, True),
            ("glue:UpdateTable", f"{glue}:table/datalake_trusted/movies", {}, True),
            ("glue:UpdateTable", f"{glue}:table/datalake_refined/fact_title_days", {}, False),
            ("glue:UpdateTable", f"{glue}:table/datalake_raw/movies", {}, False),
            ("dynamodb:UpdateItem", f"arn:aws:dynamodb:{account}:table/datalake-tables", {}, True),
            ("dynamodb:DeleteItem", f"arn:aws:dynamodb:{account}:table/datalake-tables", {}, False),
            ("states:StartExecution", f"{states}:stateMachine:datalake-statement", {}, True),
            ("states:StartExecution", f"{states}:stateMachine:datalake", {}, False),
            ("states:StartExecution", f"{states}:stateMachine:datalake-publish", {}, True),
            ("states:StartExecution", f"{states}:stateMachine:datalake-tables", {}, False),
            ("states:StopExecution", f"{states}:execution:datalake-publish:x", {}, True),
            ("states:StopExecution", f"{states}:execution:datalake-tables:x", {}, False),
            ("glue:GetDatabase", f"{glue}:database/default", {}, True),
            ("glue:CreateTable", f"{glue}:table/default/fact_title", {}, False),
            ("states:StopExecution", f"{states}:execution:datalake-statement:x", {}, True),
            ("states:StopExecution", f"{states}:execution:datalake-statement-2:x", {}, False),
        ):
            self.assertEqual(policy.allows(action, resource, **context), expected, f"{action} on {resource} with {context}")
        workflow = Policy(json.dumps(self.moto.client("iam").get_role_policy(RoleName="datalake-workflow", PolicyName="run-jobs")["PolicyDocument"]))
        self.assertTrue(workflow.allows("states:StartExecution", f"{states}:stateMachine:datalake-tables"))
        self.assertFalse(workflow.allows("glue:UpdateTable", f"{glue}:table/datalake_refined/fact_title"))


class Statements(unittest.TestCase):
    """All SQL that Athena gets, read by a parser of Trino's."""

    def test_Trino_reads_every_statement(self):
        node = need("node")
        if not (TRINO / "node_modules" / "dt-sql-parser").exists():
            self.skipTest("the npm package dt-sql-parser is not there: run 'npm ci' in tests/trino")
        with tempfile.TemporaryDirectory(prefix="deploy-") as folder_:
            moto = Moto(folder_)
            self.addCleanup(moto.stop)
            terraform = Terraform(folder_, moto)
            terraform.init()
            terraform.variables |= {"bucket": "lake-of-tests", "tmdb_token_store": "none", "engine": "athena"}
            statements = terraform.value("jsonencode({ source = local.source_sql, written = local.written_sql, test = local.test_sql })")
        texts = [{"name": f"{kind} {name}", "sql": select_of(sql)} for kind, all_ in json.loads(statements).items() for name, sql in all_.items()]
        texts += [{"name": path.name, "sql": path.read_text()} for path in (REPOSITORY / "deploy" / "terraform" / "queries").glob("*/*.sql")]
        self.assertGreater(len(texts), 2 * len(list(MODEL.glob("refined/*.sql"))))
        answer = json.loads(run([node, "--import", "./modules.mjs", "check.mjs", "--parse"], cwd=TRINO, text_in=json.dumps(texts)).stdout)
        self.assertEqual([(one["name"], one["findings"]) for one in answer["results"] if one["findings"]], [])


class Values(unittest.TestCase):
    """
    The views over Raw, as Athena gets them, run in DuckDB with Trino's functions as macros over the lines of raw files, give the
    rows that DuckDB's own typing gives: texts that are nearly of a type, and records of the samples. Trino itself is not here.
    """

    # Trino's functions that the model's own macros do not have; xxhash64 only numbers rows.
    MACROS = (
        "array_join(a, d) AS array_to_string(a, d), (a, d, n) AS array_to_string(list_transform(a, lambda x: coalesce(x, n)), d)",
        "json_parse(t) AS CAST(t AS JSON)", "json_format(j) AS CAST(j AS VARCHAR)", "xxhash64(b) AS md5_number(decode(b))",
        "from_big_endian_64(b) AS CAST(b % 9223372036854775808 AS BIGINT)", "bitwise_and(a, b) AS a & b",
    )  # fmt: skip

    # What nearly is a number, a date or a list: each in every column of a row of its own.
    TEXTS = (
        "\\N", "", " ", "0", "-0", "007", "+7", "-7", " 7", "7 ", "7.0", "7,5", "7.", ".7", "7e2", "1E3", "0x10", "1_000", "٧", "NaN", "Infinity", "inf", "null", "true",
        "8.5", "8.55", "8.555", "10", "10.0", "10.1", "-1", "99999", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "99999999999999999999",
        "1999", "1999-02-29", "2000-02-29", "2000-2-9", "2000-02-29T00:00:00", "Crime,Drama", "Crime,,Drama", ",", "Crime, Drama", "\\", "\"", "'", "é\u0301",
    )  # fmt: skip

    # JSON that nearly is of a type: each in every column of a record of its own that is no list.
    JSON = (
        "null", "true", "false", "0", "-0", "7", "-7", "7.0", "7.5", "7e2", "1E-3", "1e400", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551616",
        '""', '" "', '"7"', '"07"', '"true"', '"null"', '"2000-02-29"', '"1999-02-29"', '"2000-2-9"', '"2000-02-29T00:00:00Z"', '"a\\nb"', '"\\u00e9"', "[]", "[7]", "{}", '{"id":7}',
    )  # fmt: skip

    @classmethod
    def setUpClass(cls):
        cls.pwsh = need_powershell()
        built = REPOSITORY / "tests" / "DataLakeTools.Core.Tests" / "bin" / "Release" / "net10.0"
        host = REPOSITORY / "src" / "DataLakeTools.Host" / "bin" / "Release" / "net10.0" / "datalake.dll"
        if not (built / "DuckDB.NET.Data.dll").exists() or not host.exists():
            raise unittest.SkipTest("the tests of Core or the host are not built (dotnet build -c Release)")
        cls.engine, cls.host = built, host
        cls.folder = Path(tempfile.mkdtemp(prefix="deploy-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.make_raw()
        moto = Moto(cls.folder)
        cls.addClassCleanup(moto.stop)
        terraform = Terraform(cls.folder, moto)
        terraform.init()
        terraform.variables |= {"bucket": "lake-of-tests", "tmdb_token_store": "none", "engine": "athena", "model": str(cls.folder / "model")}
        cls.sql = json.loads(terraform.value("jsonencode({ source = local.source_sql, typed = local.typed })"))

    @classmethod
    def make_raw(cls):
        """A lake with tables of DuckDB's: the samples, and CSVs of nothing but odd texts."""
        shutil.copytree(MODEL, cls.folder / "model")
        for contract in (cls.folder / "model" / "trusted").glob("*.json"):
            contract.write_text(json.dumps(json.loads(contract.read_text()) | {"rejectLimit": 1}))
        data = REPOSITORY / "module" / "samples" / "data"
        for name in ("movies", "series"):
            lines = (data / f"{name}.csv").read_bytes().decode().split("\r\n")
            width = lines[0].count("|") + 1
            odd = ["|".join([f"tt{number:07}", *[text] * (width - 1)]) for number, text in enumerate(cls.TEXTS)]
            (cls.folder / f"{name}.csv").write_bytes("\r\n".join([*lines[:-1], *odd, ""]).encode())
        fields = [path[2:] for column in json.loads((MODEL / "trusted" / "tmdb_movies.json").read_text())["columns"] for path in [column["source"]] if isinstance(path, str)
                  and path.count(".") == 1 and not column["type"].startswith("array") and path not in ("$.id", "$.original_title", "$.video")]  # fmt: skip
        odd = [f'{{"id":{number},"original_title":"x","video":false,"{field}":{value}}}' for number, (field, value) in enumerate(itertools.product(fields, cls.JSON), 1)]
        (cls.folder / "odd.jsonl").write_text("\n".join(odd), encoding="utf-8")
        job = {
            "lake": str(cls.folder / "lake"), "date": "2022-05-02",
            "steps": [
                {"type": "SendCsv", "path": ["movies.csv", "series.csv"]},
                *({"type": "SendJson", "path": str(data / "cinema" / file), "origin": "TMDB", "specification": where}
                  for file, where in (("films.jsonl", "Movies"), (cls.folder / "odd.jsonl", "Movies/Odd"), ("series.jsonl", "Series"), ("collections.json", "Collections"))),
                {"type": "BuildTables", "model": "model", "layer": "Trusted"},
            ],
        }  # fmt: skip
        (cls.folder / "job.json").write_text(json.dumps(job))
        run([need("dotnet"), cls.host, "run", cls.folder / "job.json"], env=environment())

    def test_the_CSVs_are_typed_alike(self):
        for table in ("movies", "series"):
            with self.subTest(table):
                key = f"Raw/Local/CSV/{table.title()}/2022/05/02/{table}.csv"
                lines = (self.folder / "lake" / key).read_bytes().decode().split("\r\n")[1:-1]
                columns = [column["field"] for column in self.sql["typed"][table]]
                header = [name.lower() for name in (self.folder / f"{table}.csv").read_text(encoding="utf-8").split("\n", 1)[0].strip().split("|")]
                # As LazySimpleSerDe reads a line: fields between bars, \\N is NULL.
                rows = [dict(zip(header, [None if text == "\\N" else text for text in line.split("|")])) for line in lines]
                self.assertGreater(len(rows), len(self.TEXTS))
                self.assert_alike(table, [{"$path": f"s3://lake-of-tests/{key}", "day": "2022/05/02"} | {name: row[name] for name in columns} for row in rows])

    def test_the_records_are_typed_alike(self):
        found = [(path.relative_to(self.folder / "lake").as_posix(), line) for path in sorted((self.folder / "lake" / "Raw" / "TMDB").rglob("*.json*")) for line in path.read_text(encoding="utf-8").split("\n")]
        rows = [{"$path": f"s3://lake-of-tests/{key}", "record": line} for key, line in found if line]
        self.assertGreater(len([row for row in rows if "/Odd/" in row["$path"]]), 8 * len(self.JSON))
        for table in ("tmdb_movies", "tmdb_series", "tmdb_collections"):
            with self.subTest(table):
                self.assert_alike(table, rows)

    def assert_alike(self, table, raw):
        lines = self.folder / f"{table}.lines"
        lines.write_text("\n".join(json.dumps(row) for row in raw), encoding="utf-8")
        source, records = (self.in_duckdb(re.sub(r"FROM datalake_raw\.\w+", "FROM raw", self.sql["source"][name]).replace("<<day>>", "2022/05/02")) for name in (table, "raw_tmdb"))
        columns = [column["name"] for column in self.sql["typed"][table]]
        types = {column["name"]: self.in_duckdb(f"CAST(x AS {column['type']})")[10:-1] for column in self.sql["typed"][table]}
        macros = [text for text in re.split(r";\s*$", (MODEL / "sources" / "duckdb" / "macros.sql").read_text(), flags=re.MULTILINE) if "CREATE" in text]
        manifest = json.loads((self.folder / "lake" / "Trusted/Lake/JSON/Manifest/2022/05/02/manifest.json").read_text())
        files = [str(self.folder / "lake" / one["key"]) for one in manifest["tables"] if one["table"] == table]
        shown = ", ".join(f"CAST(CAST({name} AS {types[name]}) AS VARCHAR) AS {name}" for name in columns)
        texts = ", ".join(f"'{name}': 'VARCHAR'" for name in raw[0])
        statements = [
            *macros,
            *(f"CREATE OR REPLACE MACRO {macro}" for macro in self.MACROS),
            f"CREATE TABLE raw AS SELECT * FROM read_json('{lines}', format = 'newline_delimited', columns = {{{texts}}})",
            *([f"CREATE TABLE raw_tmdb AS {records}"] if "record" in raw[0] else []),
            f"CREATE TABLE theirs AS SELECT {shown} FROM ({source}\n)",
            f"CREATE TABLE ours AS SELECT {shown} FROM read_parquet({files})",
            "SELECT 'rows', CAST((SELECT count(*) FROM ours) AS VARCHAR), CAST((SELECT count(*) FROM theirs) AS VARCHAR)"
            " UNION ALL SELECT * FROM (SELECT 'of DuckDB', CAST(d AS VARCHAR), '' FROM (FROM ours EXCEPT ALL FROM theirs) AS d LIMIT 3)"
            " UNION ALL SELECT * FROM (SELECT 'of Athena', CAST(d AS VARCHAR), '' FROM (FROM theirs EXCEPT ALL FROM ours) AS d LIMIT 3)",
        ]
        script = self.folder / f"{table}.json"
        script.write_text(json.dumps(statements), encoding="utf-8")
        answer = json.loads(run([*self.pwsh, "-NoProfile", "-NonInteractive", "-File", Path(__file__).with_name("Invoke-DuckDb.ps1"), self.engine, script]).stdout)
        (_, ours, theirs), *others = answer
        self.assertEqual(others, [])
        self.assertEqual(ours, theirs)
        self.assertGreater(int(ours), 0)

    @staticmethod
    def in_duckdb(sql):
        """Types of Trino in DuckDB's words: array(row(id bigint)) is STRUCT(id bigint)[]."""
        while found := re.search(r"\barray\(", sql):
            depth, end = 1, found.end()
            while depth:
                depth += {"(": 1, ")": -1}.get(sql[end], 0)
                end += 1
            sql = f"{sql[:found.start()]}{sql[found.end():end - 1]}[]{sql[end:]}"
        return re.sub(r"\brow\(", "STRUCT(", sql)


def folder(table):
    return "".join(word.title() for word in table.split("_"))


def select_of(sql):
    """UNLOAD is Athena's own; what it unloads is Trino's."""
    found = re.fullmatch(r"UNLOAD \((.*)\) TO '[^']*' WITH \([^)]*\)", sql, re.DOTALL)
    return found[1] if found else sql


# The base class is no test of its own.
def load_tests(loader, _tests, _pattern):
    return unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (Statements, Values, Small, Whole))


if __name__ == "__main__":
    main()
