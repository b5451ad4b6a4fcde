"""
Athena for moto's server: queries that write files, give rows, and fail when a test wants it. moto's own takes any SQL, never
fails, and does nothing.

The file that MOTO_ATHENA names says what happens: {"fail": [{"holds": text, "times": n, "retryable": bool}], "hold": [text],
"answers": {text: [values]}}, each for the statements that hold the text; and "meanwhile": {table: day}, to which another run moves
a table just before this one does; and "beside": [table], in whose folder of the day another run has a file by then. Beside it, in <file>.log, is a line for each query.
"""

import copy
import datetime
import functools
import json
import os
import re
import types
import uuid

import boto3
from botocore.config import Config
from moto.athena.responses import AthenaResponse
from moto.glue.exceptions import GlueClientError
from moto.glue.responses import GlueResponse
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, s3_backends
from moto.stepfunctions.parser import models as machines
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
from moto.stepfunctions.parser.asl.component.state.exec.state_task import state_task_factory
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_aws_sdk
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_glue import StateTaskServiceGlue
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import StateTaskServiceSfn
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.utils import boto_client

# As moto's own machines have it.
CONFIG = Config(parameter_validation=False, retries={"max_attempts": 0, "total_max_attempts": 1})
QUERIES = {}
TOKENS = {}
FAILED = {}
UPDATE_TABLE = GlueResponse.update_table
SERVICE_FOR = state_task_factory.state_task_service_for


def wanted():
    path = os.environ.get("MOTO_ATHENA")
    return json.loads(open(path, encoding="utf-8").read() or "{}") if path and os.path.exists(path) else {}


def note(**said):
    with open(os.environ["MOTO_ATHENA"] + ".log", "a", encoding="utf-8") as log:
        log.write(json.dumps(said) + "\n")


def start_query_execution(self):
    token = self._get_param("ClientRequestToken")
    query = self._get_param("QueryString")
    if token in TOKENS:
        return json.dumps({"QueryExecutionId": TOKENS[token]})
    if len(query.encode()) > 262144 or not 32 <= len(token) <= 128:
        return self.error("InvalidRequestException", 400)
    number = TOKENS[token] = str(uuid.uuid4())
    QUERIES[number] = {"query": query, "state": "RUNNING"}
    note(query=query, token=token, database=self._get_param("QueryExecutionContext")["Database"], workgroup=self._get_param("WorkGroup"))
    return json.dumps({"QueryExecutionId": number})


def get_query_execution(self):
    number = self._get_param("QueryExecutionId")
    found = QUERIES[number]
    if found["state"] == "RUNNING" and not any(text in found["query"] for text in wanted().get("hold", [])):
        finish(number, found, s3_backends[self.current_account][self.partition])
    status = {"State": found["state"]} | found.get("status", {})
    return json.dumps({"QueryExecution": {"QueryExecutionId": number, "Query": found["query"], "Status": status, "Statistics": found.get("statistics", {})}})


def stop_query_execution(self):
    number = self._get_param("QueryExecutionId")
    QUERIES[number] |= {"state": "CANCELLED"}
    note(stopped=number, query=QUERIES[number]["query"])
    return json.dumps({})


class AthenaTask(StateTaskServiceGlue):
    """athena:startQueryExecution.sync, which moto lacks: the start, and looks until the query has ended."""

    def _get_supported_parameters(self):
        return {"QueryString", "ClientRequestToken", "QueryExecutionContext", "WorkGroup"}

    def _client(self, part):
        return boto_client.boto_client_for(service="athena", region=part.region, state_credentials=None)

    def _eval_service_task(self, env, resource_runtime_part, normalised_parameters, state_credentials):
        env.stack.append({"QueryExecutionId": self._client(resource_runtime_part).start_query_execution(**normalised_parameters)["QueryExecutionId"]})

    def _build_sync_resolver(self, env, resource_runtime_part, normalised_parameters, state_credentials):
        number = env.stack.pop()["QueryExecutionId"]

        def look():
            found = self._client(resource_runtime_part).get_query_execution(QueryExecutionId=number)
            found.pop("ResponseMetadata", None)
            if found["QueryExecution"]["Status"]["State"] in ("QUEUED", "RUNNING"):
                return None
            if found["QueryExecution"]["Status"]["State"] == "SUCCEEDED":
                return found
            kind = StatesErrorNameType.StatesTaskFailed
            # The text of the query stands in the cause, which Step Functions cuts off.
            said = TaskFailedEventDetails(resource=self._get_sfn_resource(), resourceType=self._get_sfn_resource_type(), error=kind.to_name(), cause=json.dumps(found, default=str)[:100])
            raise FailureEventException(FailureEvent(env=env, error_name=StatesErrorName(typ=kind), event_type=HistoryEventType.TaskFailed, event_details=EventDetails(taskFailedEventDetails=said)))

        return look


def service_for(service_name):
    return AthenaTask() if service_name == "athena" else SERVICE_FOR(service_name)


def finish(number, found, s3):
    failure = next((one for one in wanted().get("fail", []) if one["holds"] in found["query"] and FAILED.get(str(one), 0) < one.get("times", 1)), None)
    target = re.search(r"TO 's3://([^/']+)/([^']+)' WITH \(format = 'PARQUET'", found["query"])
    if target and s3.list_objects(s3.get_bucket(target[1]), target[2], None, None, 1)[0]:
        found |= {"state": "FAILED", "status": {"StateChangeReason": "HIVE_PATH_ALREADY_EXISTS", "AthenaError": {"Retryable": False}}}
        return
    if target:
        s3.put_object(target[1], f"{target[2]}{number}.parquet", b"PAR1")
    if failure is not None:
        FAILED[str(failure)] = FAILED.get(str(failure), 0) + 1
        found |= {"state": "FAILED", "status": {"StateChangeReason": "as the test wants it", "AthenaError": {"Retryable": failure.get("retryable", False)}}}
        return
    found["state"] = "SUCCEEDED"
    if target:
        results = next(name for name in s3.buckets if name.endswith("-results"))
        s3.put_object(results, f"tables/{number}-manifest.csv", f"s3://{target[1]}/{target[2]}{number}.parquet\n".encode())
        found["statistics"] = {"DataManifestLocation": f"s3://{results}/tables/{number}-manifest.csv"}
    found["answer"] = next((values for text, values in wanted().get("answers", {}).items() if text in found["query"]), ["7", "0", "none"])


def get_query_results(self):
    found = QUERIES[self._get_param("QueryExecutionId")]
    rows = [["row_count", "failed", "names"], found["answer"]]
    return json.dumps({"ResultSet": {"Rows": [{"Data": [{"VarCharValue": value} for value in row]} for row in rows], "ResultSetMetadata": {"ColumnInfo": []}}})


def update_table(self):
    """As Glue does it: not over a version that was not seen."""
    database, table = self.parameters["DatabaseName"], self.parameters["TableInput"]["Name"]
    found = self.glue_backend.get_table(database, table)
    if table in wanted().get("beside", []):
        bucket, run = re.fullmatch(r"s3://([^/]+)/(.*/)[^/]+/", self.parameters["TableInput"]["StorageDescriptor"]["Location"]).groups()
        written = s3_backends[self.current_account]["aws"].put_object(bucket, f"{run}of-a-run-beside/x.parquet", b"PAR1")
        written.last_modified += datetime.timedelta(hours=1)
    day = wanted().get("meanwhile", {}).get(table)
    if day and found.as_dict()["Parameters"]["day"] != day:
        found.update(self.parameters["TableInput"] | {"Parameters": {"day": day}})
    if self.parameters.get("VersionId") not in (None, found.as_dict()["VersionId"]):
        raise GlueClientError("ConcurrentModificationException", "The table has another version.")
    return UPDATE_TABLE(self)


def for_boto(_self, parameters, **_more):
    parameters |= {"Input": json.dumps(parameters.get("Input", {})), "Name": parameters.get("Name", str(uuid.uuid4()))}
    for key in list(parameters):
        parameters[key[0].lower() + key[1:]] = parameters.pop(key)


def for_step_functions(_self, response, **_more):
    for key in list(response):
        response[key[0].upper() + key[1:]] = response.pop(key)


@functools.cache
def client_of(service, region, endpoint):
    return boto3.client(service, region_name=region, endpoint_url=endpoint, aws_access_key_id="ak", aws_secret_access_key="sk", config=CONFIG)


def client(service_name, region_name, endpoint_url, **_more):
    return client_of(service_name, region_name, endpoint_url)


def install():
    # The lake's policy refuses plain HTTP, which is what moto speaks with itself.
    FakeBucket.get_permission = lambda self, action, resource: PermissionResult.NEUTRAL
    # A machine cannot be copied with its runs, of which a server so has one. Executions within executions are asked for by names
    # that Step Functions writes in upper case, and boto in lower case.
    machines.copy = types.SimpleNamespace(deepcopy=copy.copy)
    StateTaskServiceSfn._normalise_parameters = for_boto
    StateTaskServiceSfn._normalise_response = for_step_functions
    # A client for each call takes most of the time of a run.
    boto_client.boto3 = types.SimpleNamespace(client=client)
    AthenaResponse.start_query_execution = start_query_execution
    AthenaResponse.get_query_execution = get_query_execution
    AthenaResponse.get_query_results = get_query_results
    AthenaResponse.stop_query_execution = stop_query_execution
    state_task_factory.state_task_service_for = service_for
    # Errors of a service begin with its name as Step Functions writes it.
    state_task_service_aws_sdk._SERVICE_ERROR_NAMES |= {"glue": "Glue", "athena": "Athena", "s3": "S3"}
    GlueResponse.update_table = update_table
