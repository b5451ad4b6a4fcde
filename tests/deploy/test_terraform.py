"""deploy/terraform on a moto server: from nothing to an installation, its changes, and back to nothing."""

import datetime
import json
import shutil
import tempfile
import unittest
from pathlib import Path

from policy import Policy
from support import NOBODY, REPOSITORY, Moto, environment, main, need, need_powershell, run
from terraform import REGION, Terraform
from workflow import Workflow, faults_of, states_in

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
        policy = json.loads(s3.get_bucket_policy(Bucket="lake-of-tests")["Policy"])
        policy["Statement"][0]["Resource"].sort()
        self.assertEqual(
            policy["Statement"],
            [
                {
                    "Sid": "DenyPlainHttp",
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": ["arn:aws:s3:::lake-of-tests", "arn:aws:s3:::lake-of-tests/*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ],
        )
        self.assertNotIn("Status", s3.get_bucket_versioning(Bucket="lake-of-tests"))

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

    def test_forgotten_uploads_are_aborted_and_only_query_results_expire(self):
        rules = {
            rule["ID"]: rule
            for rule in self.moto.client("s3").get_bucket_lifecycle_configuration(Bucket="lake-of-tests")["Rules"]
        }
        self.assertEqual(rules["abort-incomplete-uploads"]["AbortIncompleteMultipartUpload"], {"DaysAfterInitiation": 7})
        self.assertNotIn("Expiration", rules["abort-incomplete-uploads"])
        self.assertEqual(rules["expire-query-results"]["Filter"]["Prefix"], "athena-results/")
        self.assertEqual(len(rules), 2)

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
        group = self.moto.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/datalake")["logGroups"][0]
        self.assertEqual(group["retentionInDays"], 30)

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
        self.assertTrue(run["Parameters"]["FunctionName"].endswith(":function:datalake"))
        self.assertGreater(run["TimeoutSeconds"], 900)
        self.assertEqual(definition["States"]["RunParts"]["MaxConcurrency"], 2)
        self.assertEqual(definition["States"]["RunParts"]["ItemReader"]["Parameters"]["Bucket"], "lake-of-tests")

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
        with self.subTest("what the input says goes on to the function, and a failure ends in the queue"):
            end, events, messages = workflow.run({"job": "daily", "steps": ["a"]} | day, ["Failed"])
            self.assertEqual((end["status"], end["error"]), ("FAILED", "JobFailed"), end)
            self.assertEqual(events, [{"job": "daily", "steps": ["a"]} | day])
            self.assertEqual([message["event"] for message in messages], events)
            self.assertEqual(messages[0]["error"]["Error"], "JobNotDone")
        with self.subTest("every part runs, and one that fails does not stop the others"):
            end, _, messages = workflow.run({"parts": "crime"} | day, ["Failed", "Incomplete", "Succeeded"], parts)
            self.assertEqual((end["status"], end["error"]), ("FAILED", "JobFailed"), end)
            self.assertEqual([message["event"] for message in messages], [{"job": "crime-part-0001.json"} | day])
        with self.subTest("all parts done is done"):
            end, _, messages = workflow.run({"parts": "crime"} | day, ["Succeeded", "Succeeded"], parts)
            self.assertEqual((end["status"], messages), ("SUCCEEDED", []), end)
            self.assertEqual(json.loads(end["output"])["runs"], 2)
        with self.subTest("no parts are not done"):
            end, _, _ = workflow.run({"parts": "crimes"} | day, [], parts)
            # moto itself stumbles over a listing without objects, where Step Functions has a map without items.
            self.assertEqual(end["status"], "FAILED", end)
            self.assertIn(end["error"], ("NoParts", "States.Runtime"))

    def workflow(self):
        client = self.moto.client("stepfunctions")
        return json.loads(client.describe_state_machine(stateMachineArn=self.terraform.outputs()["workflow_arn"])["definition"])

    def test_alarms_tell_the_topic(self):
        alarms = {alarm["AlarmName"]: alarm for alarm in self.moto.client("cloudwatch").describe_alarms()["MetricAlarms"]}
        self.assertEqual(set(alarms), {"datalake-errors", "datalake-failed", "datalake-workflow"})
        for alarm in alarms.values():
            self.assertEqual([action.split(":")[-1] for action in alarm["AlarmActions"]], ["datalake-alarms"])
            self.assertEqual((alarm["Threshold"], alarm["TreatMissingData"]), (1.0, "notBreaching"))

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
                self.assert_typed_as_the_sample(sample, columns)

    def assert_typed_as_the_sample(self, sample, columns):
        kinds = {"string": str, "int": int, "double": float}
        for line in sample.read_bytes().decode().split("\r\n")[1:-1]:
            for column, field in zip(columns, line.split("|"), strict=True):
                if field != "\\N":
                    kinds[column["Type"]](field)

    def test_the_csv_tables_are_read_as_the_files_are_written(self):
        table = self.moto.client("glue").get_table(DatabaseName="datalake_raw", Name="movies")["Table"]
        serde = table["StorageDescriptor"]["SerdeInfo"]
        self.assertEqual(serde["SerializationLibrary"], "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe")
        self.assertEqual(serde["Parameters"], {"field.delim": "|", "serialization.format": "|", "serialization.null.format": "\\N"})
        self.assertEqual(table["Parameters"]["skip.header.line.count"], "1")

    def test_days_are_projected_onto_the_folders_that_jobs_write(self):
        glue = self.moto.client("glue")
        tables = {table["Name"]: table for table in glue.get_tables(DatabaseName="datalake_raw")["TableList"]}
        self.assertEqual(set(tables), {"movies", "series", "tmdb_movies", "tmdb_series", "tmdb_collections", "tmdb_records"})
        for table in tables.values():
            with self.subTest(table["Name"]):
                self.assertEqual(table["Parameters"]["projection.day.format"], "yyyy/MM/dd")
                self.assertEqual(table["Parameters"]["projection.day.range"], "2022/01/01,NOW+1DAYS")
                self.assertEqual(table["PartitionKeys"][-1]["Name"], "day")

        def folder(name, **values):
            template = tables[name]["Parameters"]["storage.location.template"]
            for key, value in values.items():
                template = template.replace("${" + key + "}", value)
            return template

        self.assertEqual(folder("movies", day="2022/05/02"), "s3://lake-of-tests/Raw/Local/CSV/Movies/2022/05/02/")
        self.assertEqual(
            folder("tmdb_movies", specification="Movies/Crime", day="2022/05/02"), "s3://lake-of-tests/Raw/TMDB/JSON/Movies/Crime/2022/05/02/"
        )
        self.assertIn("Movies/Crime", tables["tmdb_movies"]["Parameters"]["projection.specification.values"].split(","))

    def test_the_workgroup_bounds_what_a_query_may_read(self):
        athena = self.moto.client("athena")
        configuration = athena.get_work_group(WorkGroup="datalake")["WorkGroup"]["Configuration"]
        self.assertTrue(configuration["EnforceWorkGroupConfiguration"])
        self.assertEqual(configuration["BytesScannedCutoffPerQuery"], 10_000_000_000)
        self.assertEqual(configuration["ResultConfiguration"]["OutputLocation"], "s3://lake-of-tests/athena-results/")
        self.assertEqual(configuration["ResultConfiguration"]["EncryptionConfiguration"], {"EncryptionOption": "SSE_S3"})

    def test_every_query_file_is_a_named_query_that_says_what_it_answers(self):
        queries = {
            values["name"]: values for address, values in self.terraform.resources().items() if address.startswith("aws_athena_named_query.")
        }
        files = {path.stem for path in (REPOSITORY / "deploy" / "terraform" / "queries").glob("*.sql")}
        self.assertEqual(set(queries), files)
        for query in queries.values():
            self.assertGreater(len(query["description"]), 20)
            self.assertEqual((query["database"], query["workgroup"]), ("datalake_raw", "datalake"))

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

    def test_no_role_names_a_wildcard_verb_or_everything(self):
        for role, policy in (("datalake-function", "lake"), ("datalake-scheduler", "start-jobs"), ("datalake-workflow", "run-jobs")):
            document = self.role_policy(role, policy)
            self.assertFalse([action for action in document.actions() if "*" in action])
            self.assertNotIn("*", document.resources())

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
            ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:123456789012:function:datalake", {}, True),
            ("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:123456789012:function:other", {}, False),
            ("sqs:SendMessage", f"arn:aws:sqs:{REGION}:123456789012:datalake-failed", {}, True),
            ("s3:ListBucket", bucket, {"s3_prefix": "jobs/crime-part-"}, True),
            ("s3:ListBucket", bucket, {"s3_prefix": "Raw/"}, False),
            ("s3:GetObject", f"{bucket}/jobs/crime-part-0001.json", {}, False),
            ("states:StartExecution", f"{states}:stateMachine:datalake", {}, True),
            ("states:StartExecution", f"{states}:stateMachine:other", {}, False),
            ("states:StopExecution", f"{states}:execution:datalake/Parts:0a1b", {}, True),
            ("states:DeleteStateMachine", f"{states}:stateMachine:datalake", {}, False),
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
        "ephemeral_storage": 2048,
        "tmdb_token_store": "secretsmanager",
        "tmdb_token": TOKEN,
        "tmdb_token_version": 1,
        "schedules": SCHEDULES,
        "environment": {"TMDB_LANGUAGE": "pt-BR"},
        "alarm_topic_arn": f"arn:aws:sns:{REGION}:123456789012:others",
        "force_destroy": True,
    }

    def test_it_is_applied_changed_settled_and_removed(self):
        self.assert_settled()
        self.check_keys_and_prefixes()
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
        self.assertEqual(self.moto.client("logs").describe_log_groups()["logGroups"][0]["retentionInDays"], 90)

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
        self.assertIn("aws_lambda_function.jobs will be updated in-place", plan)
        self.assertNotIn("aws_lambda_layer_version.program", plan.split("Terraform will perform")[1])
        self.assertEqual(layer, "1")

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
        self.assertEqual([layer["Arn"].split(":")[6] for layer in function["Layers"]][:2], ["films", "films-engine"])
        self.assertEqual(function["EphemeralStorage"], {"Size": 2048})
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
            ("s3:PutObject", f"{bucket}/cinema/films/Trusted/x", {}, True),
            ("s3:GetObject", f"{bucket}/cinema/films/Refined/x", {}, True),
            ("s3:DeleteObject", f"{bucket}/cinema/films/Refined/x", {}, True),
            ("s3:ListBucket", bucket, {"s3_prefix": "cinema/films/Trusted/"}, True),
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
            "queues": self.moto.client("sqs").list_queues().get("QueueUrls", []),
            "alarms": self.moto.client("cloudwatch").describe_alarms()["MetricAlarms"],
            "workflows": self.moto.client("stepfunctions").list_state_machines()["stateMachines"],
            "databases": self.moto.client("glue").get_databases()["DatabaseList"],
            "workgroups": [
                group for group in self.moto.client("athena").list_work_groups()["WorkGroups"] if group["Name"] != "primary"
            ],
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

    def test_what_is_wrong_is_said(self):
        schedule = {"job": "x", "expression": "cron(0 3 * * ? *)"}
        for changed, said in (
            ({"bucket": "Lake"}, "A bucket name has 3 to 63 characters"),
            ({"prefix": "/films"}, "A prefix neither begins nor ends with a slash"),
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
            ({"json_tables": {"x": {"shape": "film", "specifications": ["Movies"]}}}, "its shape is movie, series"),
            ({"timeout": 1000}, "60 to 900 seconds"),
            ({"parts_at_once": 3}, "more than 40, what TMDB takes in a second"),
            ({"tmdb_requests_per_second": 41, "parts_at_once": 1}, "more than 40, what TMDB takes in a second"),
            ({"max_concurrency": 1}, "more parts would only be refused"),
            ({"max_rounds": 0}, "Give 1 to 500 rounds"),
        ):
            with self.subTest(changed):
                self.assertIn(said, self.terraform.refusal_of(**changed))


# The base class is no test of its own.
def load_tests(loader, _tests, _pattern):
    return unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (Files, Refusals, Plain, Everything))


if __name__ == "__main__":
    main()
