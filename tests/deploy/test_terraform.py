"""deploy/terraform on a moto server: from nothing to an installation, its changes, and back to nothing."""

import datetime
import json
import shutil
import tempfile
import unittest
from pathlib import Path

from policy import Policy, several
from support import NOBODY, REPOSITORY, Moto, environment, main, need, need_powershell, run
from terraform import REGION, Terraform
from workflow import Workflow, faults_of, lint, states_in

TOKEN = "a-token-that-must-not-be-kept"
KEY = f"arn:aws:kms:{REGION}:123456789012:key/11111111-2222-3333-4444-555555555555"
SCHEDULES = {
    "csv": {"job": "first-lake", "expression": "cron(0 3 * * ? *)", "time_zone": "America/Sao_Paulo"},
    "changes": {"job": "daily-changes", "expression": "rate(1 day)", "enabled": False, "window_minutes": 15},
    "parts": {"job": "crime", "is_in_parts": True, "expression": "rate(30 days)"},
}


class Installation(unittest.TestCase):
    """One installation for all tests of a class."""

    variables = {}

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="deploy-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.moto = Moto(cls.folder)
        cls.addClassCleanup(cls.moto.stop)
        cls.terraform = Terraform(cls.folder, cls.moto)
        cls.terraform.init()
        package = (cls.terraform.folder / "layer.zip").read_bytes()
        cls.extension = cls.moto.client("lambda").publish_layer_version(
            LayerName="AWS-Parameters-and-Secrets-Lambda-Extension", Content={"ZipFile": package}
        )["LayerVersionArn"]
        cls.apply()

    @classmethod
    def apply(cls):
        cls.terraform.apply(secrets_extension_arn=cls.extension, **cls.variables)

    def assert_settled(self):
        changes, plan = self.terraform.has_changes()
        self.assertFalse(changes, plan)


class Plain(Installation):
    """What most people want: defaults, two schedules."""

    variables = {"bucket": "lake-of-tests", "schedules": SCHEDULES, "alarm_email": "films@example.com"}

    def test_a_second_plan_has_nothing_to_do(self):
        self.assert_settled()

    def test_the_bucket_is_private_encrypted_and_https_only(self):
        s3 = self.moto.client("s3")
        block = s3.get_public_access_block(Bucket="lake-of-tests")["PublicAccessBlockConfiguration"]
        self.assertEqual(
            block, {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
        )
        rule = s3.get_bucket_encryption(Bucket="lake-of-tests")["ServerSideEncryptionConfiguration"]["Rules"][0]
        self.assertEqual(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")
        self.assertNotIn("Status", s3.get_bucket_versioning(Bucket="lake-of-tests"))
        for bucket in ("lake-of-tests", "lake-of-tests-results", "lake-of-tests-logs"):
            with self.subTest(bucket):
                self.assertTrue(all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values()))
                statements = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
                denials = [statement for statement in statements if statement["Effect"] == "Deny"]
                for denial in denials:
                    self.assertEqual((denial["Principal"], denial["Action"]), ("*", "s3:*"))
                    self.assertEqual(sorted(denial["Resource"]), [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"])
                self.assertEqual(
                    [denial["Condition"] for denial in denials],
                    [{"Bool": {"aws:SecureTransport": "false"}}, {"NumericLessThan": {"s3:TlsVersion": "1.2"}}],
                )
                self.assertEqual([statement["Sid"] for statement in statements if statement not in denials], ["DeliverAccessLogs", "DeliverInventory"] if bucket.endswith("-logs") else [])

    def test_who_reads_and_writes_the_lake_is_logged(self):
        s3 = self.moto.client("s3")
        self.assertEqual(s3.get_bucket_logging(Bucket="lake-of-tests")["LoggingEnabled"]["TargetBucket"], "lake-of-tests-logs")
        policy = Policy(s3.get_bucket_policy(Bucket="lake-of-tests-logs")["Policy"])
        ours = {"aws_SourceArn": "arn:aws:s3:::lake-of-tests", "aws_SourceAccount": "123456789012"}
        self.assertTrue(policy.allows("s3:PutObject", "arn:aws:s3:::lake-of-tests-logs/access/2022-05-02", **ours))
        self.assertFalse(policy.allows("s3:PutObject", "arn:aws:s3:::lake-of-tests-logs/x", **ours))
        for other in ({"aws_SourceArn": "arn:aws:s3:::lake-of-tests-2"}, {"aws_SourceAccount": "210987654321"}, {"aws_SecureTransport": "false"}, {"s3_TlsVersion": "1.1"}):
            self.assertFalse(policy.allows("s3:PutObject", "arn:aws:s3:::lake-of-tests-logs/access/2022-05-02", **ours | other), other)

    def test_New_DataLakeBucket_finds_nothing_to_change(self):
        pwsh = need_powershell()
        if not (REPOSITORY / "output" / "DataLakeTools" / "bin" / "DataLakeTools.dll").exists():
            self.skipTest("the module is not built (./build.ps1 -Task Build)")
        told = run(
            [
                *pwsh, "-NoProfile", "-NonInteractive", "-Command",
                f"Import-Module '{REPOSITORY / 'DataLakeTools.psd1'}'; "
                f"New-DataLakeBucket lake-of-tests -Region {REGION} -EndpointUrl {self.moto.url} | ConvertTo-Json",
            ],
            env=environment(**NOBODY),
        ).stdout
        report = json.loads(told)
        self.assertEqual(report["Changes"], [], told)

    def test_data_of_the_layers_never_expires(self):
        rules = self.lifecycle("lake-of-tests")
        self.assertEqual(rules["abort-incomplete-uploads"]["AbortIncompleteMultipartUpload"], {"DaysAfterInitiation": 7})
        self.assertEqual(rules["remove-old-versions"]["NoncurrentVersionExpiration"], {"NoncurrentDays": 30})
        expiring = {name: rule for name, rule in rules.items() if "Days" in rule.get("Expiration", {})}
        self.assertEqual({rule["Filter"]["Prefix"]: rule["Expiration"]["Days"] for rule in expiring.values()}, {"checkpoints/": 30, "reports/": 400})
        self.assertEqual(self.lifecycle("lake-of-tests-results")["expire"]["Expiration"], {"Days": 30})
        self.assertEqual(self.lifecycle("lake-of-tests-logs")["expire"]["Expiration"], {"Days": 90})

    def lifecycle(self, bucket):
        return {rule["ID"]: rule for rule in self.moto.client("s3").get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]}

    def test_the_function_is_a_custom_runtime_with_the_program_in_a_layer(self):
        function = self.moto.client("lambda").get_function_configuration(FunctionName="datalake")
        self.assertEqual((function["Runtime"], function["Handler"], function["Timeout"]), ("provided.al2023", "bootstrap", 900))
        self.assertEqual(function["Architectures"], ["x86_64"])
        self.assertEqual(
            [layer["Arn"].split(":")[6] for layer in function["Layers"]], ["datalake", "AWS-Parameters-and-Secrets-Lambda-Extension"]
        )
        self.assertEqual(function["EphemeralStorage"], {"Size": 512})
        self.assertEqual(
            function["Environment"]["Variables"],
            {"DATALAKE_URI": "s3://lake-of-tests", "TMDB_TOKEN_PARAMETER": "/datalake/tmdb-token", "TMDB_REQUESTS_PER_SECOND": "20"},
        )
        groups = self.moto.client("logs").describe_log_groups()["logGroups"]
        self.assertEqual({group["logGroupName"]: group["retentionInDays"] for group in groups}, {"/aws/lambda/datalake": 30, "/aws/vendedlogs/states/datalake": 30})

    def test_a_run_keeps_the_version_of_the_code_that_it_began_with(self):
        client = self.moto.client("lambda")
        versions = [version["Version"] for version in client.list_versions_by_function(FunctionName="datalake")["Versions"]]
        alias = client.get_alias(FunctionName="datalake", Name="live")
        self.assertEqual((versions, alias["FunctionVersion"]), (["$LATEST", "1"], "1"))
        run = next(state for name, state, _ in states_in(self.workflow()) if name == "Run")
        self.assertTrue(run["Parameters"]["FunctionName"].endswith(":function:datalake:1"), run)

    def test_a_schedule_hands_over_the_name_of_its_job(self):
        scheduler = self.moto.client("scheduler")
        csv = scheduler.get_schedule(GroupName="datalake", Name="csv")
        self.assertEqual((csv["ScheduleExpression"], csv["ScheduleExpressionTimezone"]), ("cron(0 3 * * ? *)", "America/Sao_Paulo"))
        self.assertEqual(csv["State"], "ENABLED")
        target = csv["Target"]
        self.assertTrue(target["Arn"].endswith(":stateMachine:datalake"))
        self.assertEqual(json.loads(target["Input"]), {"job": "first-lake"})
        self.assertEqual(target["RetryPolicy"], {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 10})
        self.assertTrue(target["DeadLetterConfig"]["Arn"].endswith(":datalake-failed"))
        changes = scheduler.get_schedule(GroupName="datalake", Name="changes")
        self.assertEqual(changes["State"], "DISABLED")
        self.assertEqual(changes["FlexibleTimeWindow"], {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15})
        parts = scheduler.get_schedule(GroupName="datalake", Name="parts")
        self.assertEqual(json.loads(parts["Target"]["Input"]), {"parts": "crime"})

    def test_the_workflow_is_one_that_step_functions_takes(self):
        definition = self.workflow()
        self.assertEqual(faults_of(definition), [])
        run = next(state for name, state, _ in states_in(definition) if name == "Run")
        self.assertGreater(run["TimeoutSeconds"], 900)
        self.assertEqual(definition["TimeoutSeconds"], 30 * 3600)
        self.assertEqual(definition["States"]["RunParts"]["MaxConcurrency"], 2)
        self.assertEqual(definition["States"]["RunParts"]["ItemReader"]["Parameters"]["Bucket"], "lake-of-tests")

    def test_cfn_lint_finds_nothing_in_workflow_and_policies(self):
        documents = [values["policy"] for address, values in self.terraform.resources().items() if address.startswith(("aws_iam_role_policy.", "aws_iam_policy."))]
        self.assertGreaterEqual(len(documents), 4)
        self.assertEqual(lint(self.folder, [self.workflow()], [json.loads(document) for document in documents]), [])
        if shutil.which("cfn-lint") is None:
            self.skipTest("cfn-lint is not on this machine")

    def test_jobs_and_parts_run_to_their_end(self):
        folder = tempfile.mkdtemp(prefix="deploy-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        moto = Moto(folder)
        self.addCleanup(moto.stop)
        workflow = Workflow(moto, self.workflow())
        day = {"date": "2022-05-02"}
        parts = ("jobs/crime-part-0001.json", "jobs/crime-part-0002.json", "jobs/war-part-0001.json")
        with self.subTest("the function runs again with the same event while it is not finished"):
            end, events, messages = workflow.run({"job": "daily"}, ["Incomplete", "Incomplete", "Succeeded"])
            self.assertEqual((end["status"], messages), ("SUCCEEDED", []), end)
            self.assertEqual([event["job"] for event in events], ["daily"] * 3)
            self.assertEqual({event["date"] for event in events}, {end["startDate"].astimezone(datetime.timezone.utc).strftime("%Y-%m-%d")})
        with self.subTest("what the input says goes on to the function, and a failure of it is one of the run"):
            end, events, _ = workflow.run({"job": "daily", "steps": ["a"]} | day, ["Failed"])
            self.assertEqual((end["status"], end["error"], end["cause"]), ("FAILED", "JobNotDone", "In round 1 the function said Failed."), end)
            self.assertEqual(events, [{"job": "daily", "steps": ["a"]} | day])
        with self.subTest("a date that is none is refused before anything runs"):
            end, events, _ = workflow.run({"job": "daily", "date": "02/05/2022"}, [])
            self.assertEqual((end["status"], end["error"], events), ("FAILED", "InvalidEvent", []), end)
        with self.subTest("what fails again however often it is tried is not tried again"):
            run = next(state for name, state, _ in states_in(self.workflow()) if name == "Run")
            for error in ("JobFailedPermanently", "InvalidEvent", "InvalidJob", "InvalidLakeAddress", "EngineNotInstalled"):
                self.assertEqual(next(retry["MaxAttempts"] for retry in run["Retry"] if {error, "States.ALL"} & set(retry["ErrorEquals"])), 0, error)
        with self.subTest("every part runs, and one that fails does not stop the others"):
            end, _, messages = workflow.run({"parts": "crime"} | day, ["Failed", "Incomplete", "Succeeded"], parts)
            self.assertEqual((end["status"], end["error"]), ("FAILED", "JobFailed"), end)
            # They run side by side, so that either may be the one that failed.
            self.assertEqual([message["event"] | {"job": "one"} for message in messages], [{"job": "one"} | day])
            self.assertIn(messages[0]["event"]["job"], ("crime-part-0001.json", "crime-part-0002.json"))
        with self.subTest("all parts done is done"):
            end, _, messages = workflow.run({"parts": "crime"} | day, ["Succeeded", "Succeeded"], parts)
            self.assertEqual((end["status"], messages), ("SUCCEEDED", []), end)
            self.assertEqual(json.loads(end["output"])["count"]["runs"], 2)
        with self.subTest("there are no tables without the engine"):
            end, events, _ = workflow.run({"job": "daily", "tables": "tables"} | day, ["Succeeded"])
            self.assertEqual((end["status"], end["error"], events), ("FAILED", "NoTables", [{"job": "daily"} | day]), end)
        with self.subTest("the steps of an input are those of its job, also where tables follow"):
            end, events, _ = workflow.run({"job": "daily", "tables": "tables", "steps": ["a"]} | day, ["Succeeded"])
            self.assertEqual((end["error"], events), ("NoTables", [{"job": "daily", "steps": ["a"]} | day]), end)
        for more in ({"job": "daily", "tables": "tables", "lake": "s3://b"}, {"tables": "tables", "steps": ["a"]}, {"tables": "tables", "document": {}}, {"parts": "crime", "lake": "s3://b"}, {"parts": "crime", "job": "daily"}):
            with self.subTest("what would be passed over is refused before anything runs", more=more):
                end, events, _ = workflow.run(more | day, [], parts)
                self.assertEqual((end["status"], end["error"], events), ("FAILED", "InvalidEvent", []), end)
        with self.subTest("no parts are not done"):
            end, _, _ = workflow.run({"parts": "crimes"} | day, [], parts)
            # moto itself stumbles over a listing without objects, where Step Functions has a map without items.
            self.assertEqual(end["status"], "FAILED", end)
            self.assertIn(end["error"], ("NoParts", "States.Runtime"))

    def workflow(self):
        client = self.moto.client("stepfunctions")
        return json.loads(client.describe_state_machine(stateMachineArn=self.terraform.outputs()["workflow_arn"])["definition"])

    def test_what_ends_badly_waits_in_the_queue(self):
        events = self.moto.client("events")
        rule = events.describe_rule(Name="datalake-failed")
        pattern = json.loads(rule["EventPattern"])
        self.assertEqual(pattern["detail"]["status"], ["FAILED", "TIMED_OUT", "ABORTED"])
        self.assertEqual(pattern["detail"]["stateMachineArn"], [self.terraform.outputs()["workflow_arn"]])
        queue = f"arn:aws:sqs:{REGION}:123456789012:datalake-failed"
        self.assertEqual([target["Arn"] for target in events.list_targets_by_rule(Rule="datalake-failed")["Targets"]], [queue])
        policy = Policy(self.terraform.resources()["aws_sqs_queue_policy.failed"]["policy"])
        self.assertTrue(policy.allows("sqs:SendMessage", queue, aws_SourceArn=rule["Arn"]))
        self.assertFalse(policy.allows("sqs:SendMessage", queue, aws_SourceArn=rule["Arn"] + "-2"))
        self.assertFalse(policy.allows("sqs:ReceiveMessage", queue, aws_SourceArn=rule["Arn"]))

    def test_alarms_tell_the_topic(self):
        alarms = {alarm["AlarmName"]: alarm for alarm in self.moto.client("cloudwatch").describe_alarms()["MetricAlarms"]}
        self.assertEqual(
            set(alarms),
            {
                f"datalake-{name}"
                for name in (
                    "errors", "throttles", "failed", "missed", "scanned", "schedule-dropped", "schedule-lost",
                    "workflow-failed", "workflow-timedout", "workflow-aborted", "workflow-throttled",
                )
            },
        )
        for alarm in alarms.values():
            self.assertEqual([action.split(":")[-1] for action in alarm["AlarmActions"]], ["datalake-alarms"])
        self.assertEqual({name for name, alarm in alarms.items() if alarm["TreatMissingData"] == "breaching"}, {"datalake-missed"})
        missed = alarms["datalake-missed"]
        self.assertEqual((missed["MetricName"], missed["Period"], missed["EvaluationPeriods"]), ("ExecutionsSucceeded", 3600, 26))

    def test_the_columns_of_the_csv_tables_are_the_headers_of_the_files(self):
        glue = self.moto.client("glue")
        for name in ("movies", "series"):
            with self.subTest(name):
                sample = REPOSITORY / "module" / "samples" / "data" / f"{name}.csv"
                header = sample.read_bytes().split(b"\r\n", 1)[0].decode().split("|")
                table = glue.get_table(DatabaseName="datalake_raw", Name=name)["Table"]
                columns = table["StorageDescriptor"]["Columns"]
                self.assertEqual([column["Name"] for column in columns], [column.lower() for column in header])
                self.assertEqual([column["Comment"] for column in columns], header)
                self.assertEqual({column["Type"] for column in columns}, {"string"})

    def test_the_csv_tables_are_read_as_the_files_are_written(self):
        table = self.moto.client("glue").get_table(DatabaseName="datalake_raw", Name="movies")["Table"]
        serde = table["StorageDescriptor"]["SerdeInfo"]
        self.assertEqual(serde["SerializationLibrary"], "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe")
        self.assertEqual(serde["Parameters"], {"field.delim": "|", "serialization.format": "|", "serialization.null.format": "\\N"})
        self.assertEqual(table["Parameters"]["skip.header.line.count"], "1")

    def test_days_are_projected_onto_the_folders_that_jobs_write(self):
        tables = self.tables("datalake_raw")
        self.assertEqual(set(tables), {"movies", "series", "tmdb_records", "tmdb_records_days"})
        self.assertEqual(self.place_of(tables["movies"], day="2022/05/02"), "s3://lake-of-tests/Raw/Local/CSV/Movies/2022/05/02/")
        self.assertEqual(
            self.place_of(tables["tmdb_records_days"], specification="Movies/Crime", day="2022/05/02"), "s3://lake-of-tests/Raw/TMDB/JSON/Movies/Crime/2022/05/02/"
        )
        for name in ("movies", "series", "tmdb_records_days"):
            self.assertEqual(tables[name]["Parameters"]["projection.day.format"], "yyyy/MM/dd")
            self.assertEqual(tables[name]["Parameters"]["projection.day.range"], "2022/01/01,NOW+1DAYS")

    def test_records_of_every_specification_are_in_a_table_and_no_query_looks_for_all_of_them_on_all_days(self):
        tables = self.tables("datalake_raw")
        everything = tables["tmdb_records"]
        self.assertEqual((everything["StorageDescriptor"]["Location"], everything["PartitionKeys"]), ("s3://lake-of-tests/Raw/TMDB/JSON/", []))
        self.assertNotIn("projection.enabled", everything["Parameters"])
        self.assertEqual(tables["tmdb_records_days"]["Parameters"]["projection.specification.type"], "injected")

    def test_tables_are_what_the_contracts_say(self):
        hive = {"varchar": "string", "integer": "int"}
        tables = self.tables("datalake_refined")
        contracts = {path.stem: json.loads(path.read_text()) for path in (REPOSITORY / "module" / "model" / "refined").glob("*.json")}
        self.assertEqual(set(tables), set(contracts) | {f"{name}_days" for name in contracts})
        for name, contract in contracts.items():
            wanted = [(column["name"], hive.get(column["type"], column["type"]), column["meaning"]["en"][:255]) for column in contract["columns"]]
            for table in (tables[name], tables[f"{name}_days"]):
                found = [(column["Name"], column["Type"], column["Comment"]) for column in table["StorageDescriptor"]["Columns"]]
                self.assertEqual([(a, b.replace("array<string>", "array(varchar)"), c) for a, b, c in found], wanted)
                self.assertEqual(len({key["Name"] for key in table["PartitionKeys"]} & {column for column, _, _ in found}), 0)
        self.assertEqual(tables["fact_title"]["PartitionKeys"], [])
        self.assertEqual(
            self.place_of(tables["fact_title_days"], as_of="2022/05/02"), "s3://lake-of-tests/Refined/Lake/Parquet/FactTitle/2022/05/02/"
        )
        self.assertEqual(tables["fact_title_days"]["Parameters"]["projection.as_of.range"], "2022/01/01,NOW+1DAYS")

    def tables(self, database):
        return {table["Name"]: table for table in self.moto.client("glue").get_tables(DatabaseName=database)["TableList"]}

    @staticmethod
    def place_of(table, **values):
        template = table["Parameters"]["storage.location.template"]
        for key, value in values.items():
            template = template.replace("${" + key + "}", value)
        return template

    def test_the_workgroup_bounds_what_a_query_may_read(self):
        athena = self.moto.client("athena")
        configuration = athena.get_work_group(WorkGroup="datalake")["WorkGroup"]["Configuration"]
        self.assertTrue(configuration["EnforceWorkGroupConfiguration"])
        self.assertEqual(configuration["BytesScannedCutoffPerQuery"], 10_000_000_000)
        self.assertEqual(configuration["ResultConfiguration"]["OutputLocation"], "s3://lake-of-tests-results/all/")
        self.assertEqual(configuration["ResultConfiguration"]["EncryptionConfiguration"], {"EncryptionOption": "SSE_S3"})

    def test_every_query_file_is_a_named_query_that_says_what_it_answers(self):
        queries = {
            values["name"]: values for address, values in self.terraform.resources().items() if address.startswith("aws_athena_named_query.")
        }
        files = {path.stem: path for path in (REPOSITORY / "deploy" / "terraform" / "queries").glob("*/*.sql")}
        self.assertEqual(set(queries), set(files))
        for name, query in queries.items():
            self.assertGreater(len(query["description"]), 20)
            self.assertEqual((query["database"], query["workgroup"]), (f"datalake_{files[name].parent.name}", "datalake"))

    def test_no_query_reads_every_day_to_find_the_newest(self):
        for path in (REPOSITORY / "deploy" / "terraform" / "queries").glob("*/*.sql"):
            self.assertNotRegex(path.read_text().lower(), r"(day|as_of)\s*(=|in)\s*\(\s*select", path.name)
            if path.parent.name == "raw" or "_days" in path.read_text():
                self.assertRegex(path.read_text(), r"(day|as_of) >?= ", path.name)

    def test_the_function_may_do_what_the_product_does(self):
        policy = self.role_policy()
        bucket = "arn:aws:s3:::lake-of-tests"
        raw = f"{bucket}/Raw/Local/CSV/Movies/2022/05/02/movies.csv"
        needed = [
            *((verb, raw, {}) for verb in ("s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts")),
            ("s3:ListBucket", bucket, {"s3_prefix": "Raw/TMDB/JSON/2022/05/02/"}),
            ("s3:ListBucketMultipartUploads", bucket, {"s3_prefix": "Raw/Local/CSV/"}),
            ("s3:GetObject", f"{bucket}/jobs/daily-changes.json", {}),
            *((verb, f"{bucket}/checkpoints/daily-changes.json", {}) for verb in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")),
            *((verb, f"{self.log_group()}:log-stream:2022/05/02/[$LATEST]0a1b", {}) for verb in ("logs:CreateLogStream", "logs:PutLogEvents")),
            ("ssm:GetParameter", f"arn:aws:ssm:{REGION}:123456789012:parameter/datalake/tmdb-token", {}),
            ("s3:PutObject", f"{bucket}/reports/daily-changes/2022/05/02/030000-0a1b.json", {}),
            ("s3:ListBucket", bucket, {"s3_prefix": "reports/daily-changes/"}),
        ]
        for action, resource, context in needed:
            self.assertTrue(policy.allows(action, resource, **context), f"{action} on {resource} with {context} is denied")

    def test_the_function_may_do_nothing_else(self):
        policy = self.role_policy()
        bucket = "arn:aws:s3:::lake-of-tests"
        raw = f"{bucket}/Raw/Local/CSV/Movies/2022/05/02/movies.csv"
        refused = [
            *(
                (verb, raw, {})
                for verb in (
                    "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectAcl", "s3:PutObjectTagging",
                    "s3:GetObjectAcl", "s3:BypassGovernanceRetention", "s3:RestoreObject",
                )
            ),
            *(
                (verb, bucket, {"s3_prefix": "Raw/"})
                for verb in (
                    "s3:DeleteBucket", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock", "s3:PutLifecycleConfiguration",
                    "s3:PutEncryptionConfiguration", "s3:ListBucketVersions", "s3:PutBucketVersioning",
                )
            ),
            ("s3:ListBucket", bucket, {}),
            ("s3:ListBucket", bucket, {"s3_prefix": ""}),
            ("s3:ListBucket", bucket, {"s3_prefix": "Trusted/"}),
            ("s3:ListBucket", bucket, {"s3_prefix": "athena-results/"}),
            ("s3:ListAllMyBuckets", "*", {}),
            *((verb, f"{bucket}/Trusted/x", {}) for verb in ("s3:GetObject", "s3:PutObject")),
            *((verb, f"{bucket}/athena-results/x", {}) for verb in ("s3:GetObject", "s3:PutObject")),
            *((verb, f"{bucket}/Rawer/x", {}) for verb in ("s3:GetObject", "s3:PutObject")),
            ("s3:PutObject", f"{bucket}/jobs/daily-changes.json", {}),
            *((verb, f"{bucket}/reports/x.json", {}) for verb in ("s3:GetObject", "s3:DeleteObject")),
            ("s3:PutObject", f"{bucket}/reported/x.json", {}),
            ("states:StartExecution", f"arn:aws:states:{REGION}:123456789012:stateMachine:datalake", {}),
            ("sqs:SendMessage", f"arn:aws:sqs:{REGION}:123456789012:datalake-failed", {}),
            ("s3:PutObject", "arn:aws:s3:::lake-of-tests-2/Raw/x", {}),
            ("s3:GetObject", "arn:aws:s3:::other/Raw/x", {}),
            ("ssm:GetParameter", f"arn:aws:ssm:{REGION}:123456789012:parameter/datalake/tmdb-token-2", {}),
            ("ssm:GetParameters", f"arn:aws:ssm:{REGION}:123456789012:parameter/datalake/tmdb-token", {}),
            ("ssm:PutParameter", f"arn:aws:ssm:{REGION}:123456789012:parameter/datalake/tmdb-token", {}),
            ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{REGION}:123456789012:secret:other-AbCdEf", {}),
            ("logs:PutLogEvents", f"arn:aws:logs:{REGION}:123456789012:log-group:/aws/lambda/other:log-stream:x", {}),
            ("logs:CreateLogGroup", self.log_group(), {}),
            ("sqs:SendMessage", f"arn:aws:sqs:{REGION}:123456789012:other", {}),
            ("sqs:ReceiveMessage", f"arn:aws:sqs:{REGION}:123456789012:datalake-failed", {}),
            ("kms:Decrypt", KEY, {"kms_ViaService": f"s3.{REGION}.amazonaws.com"}),
            ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:123456789012:function:datalake", {}),
            ("sts:AssumeRole", "arn:aws:iam::123456789012:role/datalake-scheduler", {}),
            ("iam:PassRole", "arn:aws:iam::123456789012:role/datalake-function", {}),
        ]
        for action, resource, context in refused:
            self.assertFalse(policy.allows(action, resource, **context), f"{action} on {resource} with {context} is allowed")

    def test_no_role_names_a_wildcard_verb_and_none_everything_but_where_AWS_knows_no_resources(self):
        for role, policy in (("datalake-function", "lake"), ("datalake-scheduler", "start-jobs"), ("datalake-workflow", "run-jobs")):
            document = self.role_policy(role, policy)
            self.assertFalse([action for action in document.actions() if "*" in action])
            everywhere = [statement for statement in document.statements if "*" in several(statement["Resource"])]
            self.assertEqual({action.split(":")[0] for statement in everywhere for action in several(statement["Action"])} - {"xray", "logs"}, set())
            if role != "datalake-workflow":
                self.assertFalse([statement for statement in everywhere if statement["Sid"] != "Trace"])

    def test_a_schedule_may_start_the_workflow_and_report_failures(self):
        policy = self.role_policy("datalake-scheduler", "start-jobs")
        function = f"arn:aws:lambda:{REGION}:123456789012:function:datalake"
        machine = f"arn:aws:states:{REGION}:123456789012:stateMachine:datalake"
        self.assertTrue(policy.allows("states:StartExecution", machine))
        self.assertFalse(policy.allows("states:StartExecution", f"{machine}-2"))
        self.assertFalse(policy.allows("lambda:InvokeFunction", function))
        self.assertTrue(policy.allows("sqs:SendMessage", f"arn:aws:sqs:{REGION}:123456789012:datalake-failed"))
        self.assertFalse(policy.allows("lambda:InvokeFunction", f"{function}-2"))
        self.assertFalse(policy.allows("lambda:UpdateFunctionCode", function))

    def test_the_workflow_may_run_the_function_and_its_own_parts_and_nothing_else(self):
        policy = self.role_policy("datalake-workflow", "run-jobs")
        states = f"arn:aws:states:{REGION}:123456789012"
        bucket = "arn:aws:s3:::lake-of-tests"
        for action, resource, context, expected in (
            ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:123456789012:function:datalake:7", {}, True),
            ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:123456789012:function:datalake-tables:7", {}, False),
            ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:123456789012:function:other:7", {}, False),
            ("sqs:SendMessage", f"arn:aws:sqs:{REGION}:123456789012:datalake-failed", {}, True),
            ("s3:ListBucket", bucket, {"s3_prefix": "jobs/crime-part-"}, True),
            ("s3:ListBucket", bucket, {"s3_prefix": "Raw/"}, False),
            ("s3:GetObject", f"{bucket}/jobs/crime-part-0001.json", {}, False),
            ("states:StartExecution", f"{states}:stateMachine:datalake", {}, True),
            ("states:StartExecution", f"{states}:stateMachine:other", {}, False),
            ("states:StopExecution", f"{states}:execution:datalake/RunParts:0a1b", {}, True),
            ("states:RedriveExecution", f"{states}:execution:datalake/RunParts:0a1b", {}, True),
            ("states:StopExecution", f"{states}:execution:datalake-prod:0a1b", {}, False),
            ("states:StopExecution", f"{states}:execution:datalake-prod/RunParts:0a1b", {}, False),
            ("glue:UpdateTable", f"arn:aws:glue:{REGION}:123456789012:table/datalake_refined/fact_title", {}, False),
            ("states:DeleteStateMachine", f"{states}:stateMachine:datalake", {}, False),
        ):
            self.assertEqual(policy.allows(action, resource, **context), expected, f"{action} on {resource} with {context}")

    def test_an_analyst_may_read_Refined_through_the_workgroup_and_nothing_else(self):
        policy = Policy(self.terraform.resources()['aws_iam_policy.reader["all"]']["policy"])
        bucket, glue, account = "arn:aws:s3:::lake-of-tests", f"arn:aws:glue:{REGION}:123456789012", f"{REGION}:123456789012"
        for action, resource, context, expected in (
            ("s3:GetObject", f"{bucket}/Refined/Lake/Parquet/FactTitle/2022/05/02/fact_title.parquet", {}, True),
            ("s3:ListBucket", bucket, {"s3_prefix": "Refined/Lake/Parquet/FactTitle/2022/05/02/"}, True),
            ("s3:GetObject", f"{bucket}/Raw/Local/CSV/Movies/2022/05/02/movies.csv", {}, False),
            ("s3:GetObject", f"{bucket}/Trusted/x", {}, False),
            ("s3:ListBucket", bucket, {"s3_prefix": "Raw/"}, False),
            ("s3:PutObject", f"{bucket}/Refined/x", {}, False),
            ("s3:DeleteObject", f"{bucket}/Refined/x", {}, False),
            ("s3:PutObject", f"{bucket}-results/all/x.csv", {}, True),
            *((verb, f"{bucket}-results/{place}/x.csv", {}, False) for verb in ("s3:GetObject", "s3:PutObject") for place in ("tables", "alle", "finance")),
            ("s3:GetBucketLocation", f"{bucket}-results", {}, True),
            ("athena:StartQueryExecution", f"arn:aws:athena:{account}:workgroup/datalake", {}, True),
            ("athena:GetQueryResults", f"arn:aws:athena:{account}:workgroup/datalake", {}, True),
            ("athena:StartQueryExecution", f"arn:aws:athena:{account}:workgroup/primary", {}, False),
            ("athena:UpdateWorkGroup", f"arn:aws:athena:{account}:workgroup/datalake", {}, False),
            ("athena:ListWorkGroups", "*", {}, True),
            ("athena:ListDatabases", f"arn:aws:athena:{account}:datacatalog/AwsDataCatalog", {}, True),
            ("athena:DeleteDataCatalog", f"arn:aws:athena:{account}:datacatalog/AwsDataCatalog", {}, False),
            ("glue:GetDatabase", f"{glue}:database/default", {}, True),
            ("glue:GetTable", f"{glue}:table/default/other", {}, False),
            ("glue:GetTable", f"{glue}:catalog", {}, True),
            ("glue:GetTable", f"{glue}:database/datalake_refined", {}, True),
            ("glue:GetTable", f"{glue}:table/datalake_refined/fact_title", {}, True),
            ("glue:GetTable", f"{glue}:table/datalake_raw/movies", {}, False),
            ("glue:UpdateTable", f"{glue}:table/datalake_refined/fact_title", {}, False),
        ):
            self.assertEqual(policy.allows(action, resource, **context), expected, f"{action} on {resource} with {context}")

    def role_policy(self, role="datalake-function", policy="lake"):
        document = self.moto.client("iam").get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        return Policy(json.dumps(document))

    @staticmethod
    def log_group():
        return f"arn:aws:logs:{REGION}:123456789012:log-group:/aws/lambda/datalake"


class Everything(Installation):
    """Every option that makes other resources, from creation over changes to removal."""

    variables = {
        "bucket": "lake-with-everything",
        "name": "films",
        "prefix": "cinema/films",
        "versioning": True,
        "kms_key_arn": KEY,
        "architecture": "arm64",
        "max_concurrency": 1,
        "parts_at_once": 1,
        "tmdb_requests_per_second": 40,
        "allow_object_tags": True,
        "allow_replace_days": True,
        "engine_zip": "engine.zip",
        "fargate_image": f"111122223333.dkr.ecr.{REGION}.amazonaws.com/films/datalake:2.0.0",
        "ephemeral_storage": 4096,
        "tmdb_token_store": "secretsmanager",
        "tmdb_token": TOKEN,
        "tmdb_token_version": 1,
        "schedules": SCHEDULES | {"tables": {"job": "daily-changes", "tables": "tables", "expression": "cron(0 4 * * ? *)"}},
        "monthly_budget_usd": 50,
        "reader_groups": ["finance"],
        "environment": {"TMDB_LANGUAGE": "pt-BR"},
        "alarm_topic_arn": f"arn:aws:sns:{REGION}:123456789012:others",
        "force_destroy": True,
    }

    def test_it_is_applied_changed_settled_and_removed(self):
        self.assert_settled()
        self.check_keys_and_prefixes()
        self.check_roles_of_layers()
        self.check_tasks()
        self.check_readers_answers()
        self.assertEqual(lint(self.folder, [], [json.loads(values["policy"]) for address, values in self.terraform.resources().items() if address.startswith("aws_iam_role_policy.")]), [])
        self.check_tables_follow_runs()
        self.check_tables_stay_where_a_run_moved_them()
        self.check_token(TOKEN)

        self.terraform.apply(
            log_retention_days=90,
            schedules={"csv": SCHEDULES["csv"] | {"expression": "cron(30 4 * * ? *)"}, "weekly": {"job": "war", "expression": "rate(7 days)"}},
            memory=3008,
            tmdb_token="another-token",
        )
        self.assert_settled()
        scheduler = self.moto.client("scheduler")
        self.assertEqual(scheduler.get_schedule(GroupName="films", Name="csv")["ScheduleExpression"], "cron(30 4 * * ? *)")
        self.assertEqual({found["Name"] for found in scheduler.list_schedules(GroupName="films")["Schedules"]}, {"csv", "weekly"})
        self.assertEqual(self.moto.client("lambda").get_function_configuration(FunctionName="films")["MemorySize"], 3008)
        self.assertEqual({group["retentionInDays"] for group in self.moto.client("logs").describe_log_groups()["logGroups"]}, {90})

        # The same version: what is kept stays, whatever tmdb_token says now.
        self.check_token(TOKEN)
        self.terraform.apply(tmdb_token_version=2)
        self.check_token("another-token")
        self.assert_settled()

        # New jobs are new code; the program in its layer stays.
        layer = self.terraform.resources()["aws_lambda_layer_version.program"]["version"]
        with open(self.terraform.folder / "function.zip", "ab") as archive:
            archive.write(b"\0")
        changes, plan = self.terraform.has_changes()
        self.assertTrue(changes)
        self.assertIn('aws_lambda_function.jobs["raw"] will be updated in-place', plan)
        self.assertNotIn("aws_lambda_layer_version.program", plan.split("Terraform will perform")[1])
        self.assertEqual(layer, "1")

        # The other engine, and back, by one setting.
        for engine, machines in (("athena", {"films", "films-tables", "films-statement", "films-publish"}), ("duckdb", {"films"}), ("athena", {"films", "films-tables", "films-statement", "films-publish"})):
            self.terraform.apply(engine=engine)
            self.assert_settled()
            self.assertEqual({machine["name"] for machine in self.moto.client("stepfunctions").list_state_machines()["stateMachines"]}, machines)
            self.assertEqual(self.moto.client("glue").get_table(DatabaseName="films_refined", Name="fact_title")["Table"]["Parameters"]["day"], "2022-05-02")

        # moto refuses plain HTTP as the policy says, and knows nothing else; so the policy is away for a moment.
        self.moto.client("s3").delete_bucket_policy(Bucket="lake-with-everything")
        self.moto.client("s3").put_object(Bucket="lake-with-everything", Key="cinema/films/Raw/x", Body=b"x")
        self.terraform.destroy()
        self.check_nothing_is_left()

    def check_keys_and_prefixes(self):
        s3 = self.moto.client("s3")
        rule = s3.get_bucket_encryption(Bucket="lake-with-everything")["ServerSideEncryptionConfiguration"]["Rules"][0]
        self.assertEqual(rule["ApplyServerSideEncryptionByDefault"], {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY})
        self.assertTrue(rule["BucketKeyEnabled"])
        self.assertEqual(s3.get_bucket_versioning(Bucket="lake-with-everything")["Status"], "Enabled")
        function = self.moto.client("lambda").get_function_configuration(FunctionName="films")
        self.assertEqual(
            function["Environment"]["Variables"],
            {"DATALAKE_URI": "s3://lake-with-everything/cinema/films", "TMDB_TOKEN_SECRET": "films/tmdb-token", "TMDB_LANGUAGE": "pt-BR", "TMDB_REQUESTS_PER_SECOND": "40"},
        )
        self.assertEqual(function["Architectures"], ["arm64"])
        self.assertEqual([layer["Arn"].split(":")[6] for layer in function["Layers"]][:1], ["films"])
        self.assertEqual(function["EphemeralStorage"], {"Size": 512})
        tables = self.moto.client("lambda").get_function_configuration(FunctionName="films-tables")
        self.assertEqual([layer["Arn"].split(":")[6] for layer in tables["Layers"]], ["films", "films-engine"])
        self.assertEqual((tables["EphemeralStorage"], tables["Environment"]["Variables"]["DATALAKE_URI"]), ({"Size": 4096}, "s3://lake-with-everything/cinema/films"))
        self.assertNotIn("TMDB_TOKEN_SECRET", tables["Environment"]["Variables"])
        self.check_key_covers_all(s3)
        table = self.moto.client("glue").get_table(DatabaseName="films_raw", Name="movies")["Table"]
        self.assertEqual(
            table["Parameters"]["storage.location.template"], "s3://lake-with-everything/cinema/films/Raw/Local/CSV/Movies/${day}/"
        )

        document = self.moto.client("iam").get_role_policy(RoleName="films-function", PolicyName="lake")["PolicyDocument"]
        policy = Policy(json.dumps(document))
        bucket = "arn:aws:s3:::lake-with-everything"
        through_s3 = {"kms_ViaService": f"s3.{REGION}.amazonaws.com"}
        secret = self.terraform.resources()["aws_secretsmanager_secret.tmdb_token[0]"]["arn"]
        for action, resource, context, expected in (
            ("s3:PutObject", f"{bucket}/cinema/films/Raw/x", {}, True),
            ("s3:PutObject", f"{bucket}/Raw/x", {}, False),
            ("s3:PutObjectTagging", f"{bucket}/cinema/films/Raw/x", {}, True),
            ("s3:DeleteObject", f"{bucket}/cinema/films/Raw/x", {}, True),
            ("s3:DeleteObject", f"{bucket}/cinema/films/jobs/x", {}, False),
            ("s3:ListBucket", bucket, {"s3_prefix": "cinema/films/Raw/TMDB/"}, True),
            ("s3:ListBucket", bucket, {"s3_prefix": "Raw/"}, False),
            ("kms:GenerateDataKey", KEY, through_s3, True),
            ("kms:Decrypt", KEY, through_s3, True),
            ("kms:Decrypt", KEY, {}, False),
            ("kms:Decrypt", KEY[:-1] + "6", through_s3, False),
            ("kms:ScheduleKeyDeletion", KEY, through_s3, False),
            ("secretsmanager:GetSecretValue", secret, {}, True),
            ("secretsmanager:PutSecretValue", secret, {}, False),
            ("secretsmanager:GetSecretValue", secret + "-2", {}, False),
            ("ssm:GetParameter", f"arn:aws:ssm:{REGION}:123456789012:parameter/films/tmdb-token", {}, False),
        ):
            self.assertEqual(policy.allows(action, resource, **context), expected, f"{action} on {resource} with {context}")

    def check_key_covers_all(self, s3):
        buckets = {f"lake-with-everything{end}": key for end, key in (("", KEY), ("-results", KEY), ("-logs", None))}
        for bucket, key in buckets.items():
            rule = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]["ApplyServerSideEncryptionByDefault"]
            self.assertEqual(rule.get("KMSMasterKeyID"), key, bucket)
        resources = self.terraform.resources()
        self.assertEqual({values["kms_key_id"] for address, values in resources.items() if address.startswith("aws_cloudwatch_log_group.")}, {KEY})
        self.assertEqual(resources["aws_sqs_queue.failed"]["kms_master_key_id"], KEY)
        through_sqs = {"kms_ViaService": f"sqs.{REGION}.amazonaws.com"}
        for role, name in (("films-workflow", "run-jobs"), ("films-scheduler", "start-jobs")):
            policy = self.policy(role, name)
            self.assertTrue(policy.allows("kms:GenerateDataKey", KEY, **through_sqs), role)
            self.assertFalse(policy.allows("kms:GenerateDataKey", KEY), role)

    def check_roles_of_layers(self):
        bucket = "arn:aws:s3:::lake-with-everything"
        raw, tables = self.policy("films-function", "lake"), self.policy("films-tables-function", "lake")
        for verb in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"):
            for layer in ("Trusted", "Refined"):
                self.assertTrue(tables.allows(verb, f"{bucket}/cinema/films/{layer}/x"), (verb, layer))
                self.assertFalse(raw.allows(verb, f"{bucket}/cinema/films/{layer}/x"), (verb, layer))
            self.assertEqual(tables.allows(verb, f"{bucket}/cinema/films/Raw/x"), verb == "s3:GetObject", verb)
        self.assertTrue(tables.allows("s3:ListBucket", bucket, s3_prefix="cinema/films/Raw/Local/"))
        self.assertFalse(tables.allows("s3:ListBucketMultipartUploads", bucket, s3_prefix="cinema/films/Raw/"))
        self.assertFalse(raw.allows("s3:ListBucket", bucket, s3_prefix="cinema/films/Trusted/"))
        self.assertFalse(tables.allows("secretsmanager:GetSecretValue", self.terraform.resources()["aws_secretsmanager_secret.tmdb_token[0]"]["arn"]))
        workflow = self.policy("films-workflow", "run-jobs")
        glue = f"arn:aws:glue:{REGION}:123456789012"
        for resource, expected in (
            (f"{glue}:table/films_refined/fact_title", True),
            (f"{glue}:table/films_refined/fact_title_days", False),
            (f"{glue}:table/films_raw/movies", False),
        ):
            self.assertEqual(workflow.allows("glue:UpdateTable", resource), expected, resource)
        self.assertFalse(workflow.allows("glue:DeleteTable", f"{glue}:table/films_refined/fact_title"))

    def check_readers_answers(self):
        """No group reads what another one was answered, nor what runs were."""
        athena, account, results = self.moto.client("athena"), f"{REGION}:123456789012", "arn:aws:s3:::lake-with-everything-results"
        groups = self.terraform.outputs()["reader_groups"]
        self.assertEqual(groups, {"finance": {"workgroup": "films-finance", "policy_arn": "arn:aws:iam::123456789012:policy/films-finance-reader"}})
        self.assertEqual(len(athena.list_named_queries(WorkGroup="films-finance")["NamedQueryIds"]), len(list((REPOSITORY / "deploy/terraform/queries").glob("refined/*.sql"))))
        for group, workgroup in (("all", "films"), ("finance", "films-finance")):
            place = athena.get_work_group(WorkGroup=workgroup)["WorkGroup"]["Configuration"]["ResultConfiguration"]["OutputLocation"]
            self.assertEqual(place, f"s3://lake-with-everything-results/{group}/")
            policy = Policy(self.terraform.resources()[f'aws_iam_policy.reader["{group}"]']["policy"])
            for other in ("all", "finance", "tables"):
                self.assertEqual(policy.allows("s3:GetObject", f"{results}/{other}/x.csv"), other == group, (group, other))
            for other in ("films", "films-finance", "films-tables"):
                for verb in ("athena:StartQueryExecution", "athena:GetQueryResults", "athena:GetQueryExecution"):
                    self.assertEqual(policy.allows(verb, f"arn:aws:athena:{account}:workgroup/{other}"), other == workgroup, (verb, group, other))

    def check_tasks(self):
        """The same image and roles for each kind of job, and nothing of a task that its job does not need."""
        ecs = self.moto.client("ecs")
        arns = self.terraform.outputs()["task_definition_arns"]
        self.assertEqual(set(arns), {"raw", "tables"})
        bucket = "arn:aws:s3:::lake-with-everything"
        secret = self.terraform.resources()["aws_secretsmanager_secret.tmdb_token[0]"]["arn"]
        repository = f"arn:aws:ecr:{REGION}:111122223333:repository/films/datalake"
        rule = self.moto.client("events").describe_rule(Name="films-task-failed")
        pattern = json.loads(rule["EventPattern"])["detail"]
        self.assertEqual((pattern["lastStatus"], [arn.split("/")[-1] for arn in pattern["clusterArn"]]), (["STOPPED"], ["films"]))
        queue = Policy(self.terraform.resources()["aws_sqs_queue_policy.failed"]["policy"])
        self.assertTrue(queue.allows("sqs:SendMessage", f"arn:aws:sqs:{REGION}:123456789012:films-failed", aws_SourceArn=rule["Arn"]))
        for kind, name in (("raw", "films"), ("tables", "films-tables")):
            with self.subTest(kind):
                task = ecs.describe_task_definition(taskDefinition=arns[kind])["taskDefinition"]
                self.assertEqual((task["requiresCompatibilities"], task["networkMode"], task["cpu"], task["memory"]), (["FARGATE"], "awsvpc", "4096", "16384"))
                self.assertEqual(self.terraform.resources()[f'aws_ecs_task_definition.jobs["{kind}"]']["runtime_platform"][0]["cpu_architecture"], "ARM64")
                container = task["containerDefinitions"][0]
                self.assertEqual(container["image"], self.variables["fargate_image"])
                self.assertEqual((container["readonlyRootFilesystem"], container["user"]), (True, "1654:1654"))
                self.assertEqual([mount["containerPath"] for mount in container["mountPoints"]], ["/data"])
                said = {one["name"]: one["value"] for one in container["environment"]}
                self.assertEqual((said["DATALAKE_URI"], said["TMDB_LANGUAGE"]), ("s3://lake-with-everything/cinema/films", "pt-BR"))
                self.assertEqual([one["name"] for one in container.get("secrets", [])], ["TMDB_TOKEN"] if kind == "raw" else [])
                self.assertEqual((task["taskRoleArn"].split("/")[-1], task["executionRoleArn"].split("/")[-1]), (f"{name}-task", f"{name}-task-start"))

                does, starts = self.policy(f"{name}-task", "lake"), self.policy(f"{name}-task-start", "start")
                function = self.policy(f"{name}-function", "lake")
                for verb, layer in ((verb, layer) for verb in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject") for layer in ("Raw", "Trusted", "Refined", "jobs", "reports")):
                    resource = f"{bucket}/cinema/films/{layer}/x"
                    self.assertEqual(does.allows(verb, resource), function.allows(verb, resource), (verb, layer))
                    self.assertFalse(starts.allows(verb, resource), (verb, layer))
                self.assertEqual({action.split(":")[0] for action in does.actions()} - {"s3", "kms", "secretsmanager"}, set())
                self.assertEqual(starts.allows("secretsmanager:GetSecretValue", secret), kind == "raw")
                self.assertTrue(starts.allows("ecr:BatchGetImage", repository))
                self.assertFalse(starts.allows("ecr:BatchGetImage", f"{repository}-2"))
                self.assertFalse(starts.allows("ecr:PutImage", repository))
                self.assertTrue(starts.allows("logs:PutLogEvents", f"arn:aws:logs:{REGION}:123456789012:log-group:/aws/ecs/{name}:log-stream:run/datalake/0a1b"))

    def check_tables_follow_runs(self):
        """The tables of Refined move to the day that was published, never back, and Terraform leaves them there."""
        folder = tempfile.mkdtemp(prefix="deploy-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        moto = Moto(folder)
        self.addCleanup(moto.stop)
        client = self.moto.client("stepfunctions")
        definition = client.describe_state_machine(stateMachineArn=self.terraform.outputs()["workflow_arn"])["definition"]
        names = {"lake-with-everything": "lake-of-tests", ":function:films": ":function:datalake"}
        for theirs, ours in names.items():
            definition = definition.replace(theirs, ours)
        self.assertEqual(faults_of(json.loads(definition)), [])
        workflow = Workflow(moto, json.loads(definition))
        tables = sorted(path.stem for path in (REPOSITORY / "module" / "model" / "refined").glob("*.json"))
        published = ("cinema/films/Refined/Lake/JSON/Manifest/2022/05/02/manifest.json",)
        for name, answers, keys, before, moved in (
            ("published tables move", ["Succeeded", "Incomplete", "Succeeded"], published, "0000-00-00", True),
            ("tables of a day do again", ["Succeeded", "Succeeded"], published, "2022-05-02", True),
            ("none moves back", ["Succeeded", "Succeeded"], published, "2022-05-03", False),
            ("none moves where nothing was published", ["Succeeded", "Succeeded"], (), "0000-00-00", False),
            ("none moves where the job failed", ["Succeeded", "Failed"], published, "0000-00-00", False),
            ("none moves where the job before failed", ["Failed"], published, "0000-00-00", False),
        ):
            with self.subTest(name):
                end, events, _ = workflow.run({"job": "daily", "tables": "build", "date": "2022-05-02"}, answers, keys, {"films_refined": {table: before for table in tables}})
                self.assertEqual(end["status"], "FAILED" if "Failed" in answers else "SUCCEEDED", end)
                self.assertEqual([event["job"] for event in events], ["daily"] + ["build"] * (len(answers) - 1))
                self.assertEqual(workflow.functions, ["datalake:1"] + ["datalake-tables:1"] * (len(answers) - 1))
                for table in moto.client("glue").get_tables(DatabaseName="films_refined")["TableList"]:
                    day, place = table["Parameters"]["day"], table["StorageDescriptor"]["Location"]
                    self.assertEqual((day, place.endswith("/2022/05/02/")), ("2022-05-02", True) if moved else (before, False), table["Name"])

    def check_tables_stay_where_a_run_moved_them(self):
        glue = self.moto.client("glue")
        table = glue.get_table(DatabaseName="films_refined", Name="fact_title")["Table"]
        moved = {key: table[key] for key in ("Name", "Description", "TableType", "Parameters", "StorageDescriptor", "PartitionKeys")}
        moved["Parameters"]["day"] = "2022-05-02"
        moved["StorageDescriptor"]["Location"] = "s3://lake-with-everything/cinema/films/Refined/Lake/Parquet/FactTitle/2022/05/02/"
        glue.update_table(DatabaseName="films_refined", TableInput=moved)
        self.assert_settled()

    def policy(self, role, name):
        return Policy(json.dumps(self.moto.client("iam").get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]))

    def check_token(self, expected):
        kept = self.moto.client("secretsmanager").get_secret_value(SecretId="films/tmdb-token")["SecretString"]
        self.assertEqual(kept, expected)
        for path in self.terraform.folder.glob("terraform.tfstate*"):
            self.assertNotIn(expected, path.read_text(), "the token stands in the state")

    def check_nothing_is_left(self):
        left = {
            "buckets": self.moto.client("s3").list_buckets()["Buckets"],
            "functions": self.moto.client("lambda").list_functions()["Functions"],
            "layers": [
                layer for layer in self.moto.client("lambda").list_layers()["Layers"] if layer["LayerName"] in ("films", "films-engine")
            ],
            "log groups": self.moto.client("logs").describe_log_groups()["logGroups"],
            "roles": self.moto.client("iam").list_roles()["Roles"],
            "secrets": self.moto.client("secretsmanager").list_secrets()["SecretList"],
            "schedules": self.moto.client("scheduler").list_schedules()["Schedules"],
            "groups": [
                group for group in self.moto.client("scheduler").list_schedule_groups()["ScheduleGroups"] if group["Name"] != "default"
            ],
            "policies": self.moto.client("iam").list_policies(Scope="Local")["Policies"],
            "topics": self.moto.client("sns").list_topics()["Topics"],
            "rules": self.moto.client("events").list_rules()["Rules"],
            "budgets": self.moto.client("budgets").describe_budgets(AccountId="123456789012").get("Budgets", []),
            "queues": self.moto.client("sqs").list_queues().get("QueueUrls", []),
            "alarms": self.moto.client("cloudwatch").describe_alarms()["MetricAlarms"],
            "workflows": self.moto.client("stepfunctions").list_state_machines()["stateMachines"],
            "commits": self.moto.client("dynamodb").list_tables()["TableNames"],
            "databases": self.moto.client("glue").get_databases()["DatabaseList"],
            "workgroups": [
                group for group in self.moto.client("athena").list_work_groups()["WorkGroups"] if group["Name"] != "primary"
            ],
            "tasks": self.moto.client("ecs").list_task_definitions(status="ACTIVE")["taskDefinitionArns"],
            "clusters": [arn for arn in self.moto.client("ecs").list_clusters()["clusterArns"] if self.moto.client("ecs").describe_clusters(clusters=[arn])["clusters"][0]["status"] == "ACTIVE"],
            "queries": self.moto.client("athena").list_named_queries(WorkGroup="films")["NamedQueryIds"],
        }
        self.assertEqual({name: found for name, found in left.items() if found}, {})


class Files(unittest.TestCase):
    """What needs no server."""

    def test_the_files_are_formatted(self):
        run([need("terraform"), "fmt", "-check", "-diff", "-no-color", REPOSITORY / "deploy" / "terraform"])

    def test_the_example_in_the_readme_names_variables_that_there_are(self):
        folder = REPOSITORY / "deploy" / "terraform"
        known = [line.split('"')[1] for line in (folder / "variables.tf").read_text().splitlines() if line.startswith("variable ")]
        example = (folder / "README.md").read_text().split("```hcl\n")[1].split("```")[0]
        used = [line.split("=")[0].strip() for line in example.splitlines() if line and not line.startswith((" ", "}", "#"))]
        self.assertTrue(used)
        self.assertEqual([name for name in used if name not in known], [])


class Refusals(unittest.TestCase):
    """Wrong variables are refused before anything is made."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="deploy-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.moto = Moto(cls.folder)
        cls.addClassCleanup(cls.moto.stop)
        cls.terraform = Terraform(cls.folder, cls.moto)
        cls.terraform.init()
        cls.terraform.variables |= {"bucket": "lake-of-tests", "tmdb_token_store": "none"}

    def test_the_configuration_is_valid(self):
        self.terraform.validate()

    def test_what_moto_cannot_remove_is_planned(self):
        kept = dict(self.terraform.variables)
        self.terraform.variables |= {"inventory": True, "lake_formation_readers": ["arn:aws:iam::123456789012:role/analysts"]}
        try:
            _, plan = self.terraform.has_changes()
        finally:
            self.terraform.variables = kept
        for planned in ("aws_s3_bucket_inventory.lake[0]", 'aws_lakeformation_permissions.tables["arn:aws:iam::123456789012:role/analysts"]'):
            self.assertIn(f"{planned} will be created", plan)

    def test_what_is_wrong_is_said(self):
        schedule = {"job": "x", "expression": "cron(0 3 * * ? *)"}
        for changed, said in (
            ({"bucket": "Lake"}, "A bucket name has 3 to 55 characters"),
            ({"name": "films-tables"}, "does not end with -tables"),
            *(({"prefix": prefix}, "A prefix neither begins nor ends with a slash") for prefix in ("/films", "films/", "a//b", "a*", "it's", "{}", "a b")),
            ({"region": "Brazil"}, "A region is written like"),
            ({"architecture": "mips"}, "x86_64 or arm64"),
            ({"kms_key_arn": "alias/lake"}, "not of an alias"),
            ({"tmdb_token_store": "ssm"}, "The function reads its token through this layer"),
            ({"environment": {"TMDB_TOKEN": "x"}}, "Secrets do not belong here"),
            ({"log_retention_days": 8}, "CloudWatch Logs keeps logs for"),
            ({"schedules": {"x": schedule | {"expression": "0 3 * * *"}}}, "An expression is cron"),
            ({"schedules": {"x": schedule | {"job": " "}}}, "Every schedule names its job"),
            ({"schedules": {"a b": schedule}}, "A schedule's name has up to 64"),
            ({"first_day": "2022-01-01"}, "Write the day as yyyy/MM/dd"),
            ({"schedules": {"x": schedule | {"tables": "tables"}}}, "needs the engine: give engine_zip"),
            ({"inventory": True, "access_logs": False}, "set access_logs too"),
            ({"monthly_budget_usd": 10}, "for those who are warned"),
            ({"runs_expected_every_hours": 200}, "1 to 168 whole hours"),
            ({"reader_groups": ["tables"]}, "is not all or tables"),
            ({"timeout": 1000}, "60 to 900 seconds"),
            ({"parts_at_once": 3}, "more than 40, what TMDB takes in a second"),
            ({"tmdb_requests_per_second": 41, "parts_at_once": 1}, "more than 40, what TMDB takes in a second"),
            ({"max_concurrency": 1}, "more parts would only be refused"),
            ({"max_rounds": 0}, "Give 1 to 500 rounds"),
            ({"athena_query_minutes": 201}, "Give 1 to 200 minutes"),
            ({"fargate_image": "datalake"}, "Name the image with its version"),
            ({"fargate_image": "datalake:latest"}, "Name the image with its version"),
            ({"fargate_image": "datalake:2.0.0", "fargate_cpu": 1024}, "it takes 2048 to 8192 MB"),
            ({"fargate_image": "datalake:2.0.0", "fargate_storage": 20}, "21 to 200 GB"),
        ):
            with self.subTest(changed):
                self.assertIn(said, self.terraform.refusal_of(**changed))


# The base class is no test of its own.
def load_tests(loader, _tests, _pattern):
    return unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (Files, Refusals, Plain, Everything))


if __name__ == "__main__":
    main()
