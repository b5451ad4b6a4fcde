"""The state machine of deploy/terraform: read as text, and run on moto with answers that the test gives."""

import io
import json
import re
import shutil
import subprocess
import time
import urllib.request
import zipfile
from pathlib import Path

NEXT = ("Next", "Default")
SERVICES = {"sfn": "states"}


def states_in(machine):
    """All states of a machine and of the machines inside its maps, each with the names beside it."""
    for name, state in machine["States"].items():
        yield name, state, set(machine["States"])
        if "ItemProcessor" in state:
            yield from states_in(state["ItemProcessor"])


def faults_of(machine):
    """What Step Functions would refuse: ways to states that there are not, states that no way leads to, ends that are none."""
    faults = []
    for one in [machine] + [state["ItemProcessor"] for _, state, _ in states_in(machine) if "ItemProcessor" in state]:
        targets = {one["StartAt"]}
        for name, state in one["States"].items():
            ways = [state[key] for key in NEXT if key in state]
            ways += [branch["Next"] for branch in state.get("Choices", []) + state.get("Catch", [])]
            targets |= set(ways)
            is_end = state.get("End", False) or state["Type"] in ("Succeed", "Fail")
            if is_end == bool(ways):
                faults.append(f"{name} has both an end and a way on, or neither")
            for retry in state.get("Retry", [])[:-1]:
                if retry["ErrorEquals"] == ["States.ALL"]:
                    faults.append(f"{name} retries everything before the last retry")
        faults += [f"there is no state {target}" for target in targets - set(one["States"])]
        faults += [f"no way leads to {name}" for name in set(one["States"]) - targets]
    return faults


def verbs_of(machine):
    """What IAM asks of a machine's role for its calls, as services and verbs; what services do on its behalf is not among it."""
    verbs = set()
    for _, state, _ in states_in(machine):
        for task in [state] if state["Type"] == "Task" else [state["ItemReader"]] if "ItemReader" in state else []:
            service, verb = re.fullmatch(r"arn:aws:states:::(?:aws-sdk:)?(\w+):(\w+)(?:\.sync(?::2)?)?", task["Resource"]).groups()
            verb = {"listObjectsV2": "ListBucket", "copyObject": "PutObject", "invoke": "InvokeFunction"}.get(verb, verb[0].upper() + verb[1:])
            verbs.add(f"{SERVICES.get(service, service)}:{verb}")
    return verbs


def lint(folder, machines, policies):
    """What cfn-lint says of state machines, by their schema, and of policies: actions that there are not, conditions that do not fit. Nothing where it is not on this machine."""
    if shutil.which("cfn-lint") is None:
        return []
    resources = {f"Machine{number}": ("AWS::StepFunctions::StateMachine", {"RoleArn": "arn:aws:iam::123456789012:role/any", "Definition": machine}) for number, machine in enumerate(machines)}
    resources |= {f"Policy{number}": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": policy}) for number, policy in enumerate(policies)}
    template = Path(folder) / "lint.json"
    template.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {name: {"Type": kind, "Properties": values} for name, (kind, values) in resources.items()}}))
    told = subprocess.run(["cfn-lint", "--format", "json", "-t", template], stdout=subprocess.PIPE, text=True, check=False).stdout
    return [f"{one['Rule']['Id']} {one['Message']}" for one in json.loads(told or "[]")]


class Workflow:
    """A machine on a moto server of its own. Every run begins on an empty server: moto runs only one a lifetime."""

    def __init__(self, moto, definition):
        self.moto = moto
        self.definition = definition
        self.functions = []

    def run(self, event, answers, keys=(), tables=None):
        """Gives how a run ended, the events that the functions got, and the messages in the queue. tables: a database and its tables, each with its day."""
        self._post("/moto-api/reset", {})
        self._post("/moto-api/config", {"lambda": {"use_docker": False}, "stepfunctions": {"execute_state_machine": True}})
        role = self.moto.client("iam").create_role(RoleName="any", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as package:
            package.writestr("bootstrap", "")
        for name in ("datalake", "datalake-tables"):
            self.moto.client("lambda").create_function(
                FunctionName=name, Runtime="provided.al2023", Role=role, Handler="bootstrap", Code={"ZipFile": archive.getvalue()}, Publish=True
            )
        for database, days in (tables or {}).items():
            self.moto.client("glue").create_database(DatabaseInput={"Name": database})
            for name, day in days.items():
                self.moto.client("glue").create_table(DatabaseName=database, TableInput={"Name": name, "Parameters": {"day": day}, "StorageDescriptor": {"Location": "s3://nowhere/"}})
        queue = self.moto.client("sqs").create_queue(QueueName="datalake-failed")["QueueUrl"]
        s3 = self.moto.client("s3")
        s3.create_bucket(Bucket="lake-of-tests", CreateBucketConfiguration={"LocationConstraint": "sa-east-1"})
        for key in keys:
            s3.put_object(Bucket="lake-of-tests", Key=key, Body=b"{}")
        self._post("/moto-api/static/lambda-simple/response", {"results": [json.dumps({"status": answer}) for answer in answers], "region": "sa-east-1"})

        client = self.moto.client("stepfunctions")
        machine = client.create_state_machine(name="datalake", definition=json.dumps(self.definition), roleArn=role)["stateMachineArn"]
        execution = client.start_execution(stateMachineArn=machine, name="run", input=json.dumps(event))["executionArn"]
        end = {}
        for _ in range(240):
            end = client.describe_execution(executionArn=execution)
            if end["status"] != "RUNNING":
                break
            time.sleep(0.1)
        sent = [
            json.loads(entry["taskScheduledEventDetails"]["parameters"])
            for entry in client.get_execution_history(executionArn=execution)["events"]
            if entry["type"] == "TaskScheduled"
        ]
        messages = self.moto.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        self.functions = [one["FunctionName"].split(":function:")[1] for one in sent if "Payload" in one]
        return end, [one["Payload"] for one in sent if "Payload" in one], [json.loads(message["Body"]) for message in messages]

    def _post(self, path, body):
        request = urllib.request.Request(
            self.moto.url + path, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=30):
            pass
