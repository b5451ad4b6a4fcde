"""
Athena for moto's server: queries that write files, give rows, and fail when a test wants it. moto's own takes any SQL, never
fails, and does nothing.

The file that MOTO_ATHENA names says what happens: {"fail": [{"holds": text, "times": n, "retryable": bool}], "hold": [text],
"answers": {text: [values]}}, each for the statements that hold the text; and "meanwhile": {table: day}, to which another run moves
a table just before this one does. Beside it, in <file>.log, is a line for each query.
"""

import copy
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
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import StateTaskServiceSfn
from moto.stepfunctions.parser.asl.utils import boto_client

# As moto's own machines have it.
CONFIG = Config(parameter_validation=False, retries={"max_attempts": 0, "total_max_attempts": 1})
QUERIES = {}
TOKENS = {}
FAILED = {}
UPDATE_TABLE = GlueResponse.update_table


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
    GlueResponse.update_table = update_table
