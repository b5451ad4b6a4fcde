"""
moto's server with what it lacks: athena:DeleteNamedQuery, which a destroy needs, subscribers and tags of budgets,
states:ValidateStateMachineDefinition and states:ListStateMachineVersions, which the provider needs, all unknown to moto 5.2; and
the start of an execution, and times in answers, as Step Functions has them, as text in ISO 8601. Athena is that of moto_athena.py
where MOTO_ATHENA is set.
"""

import datetime
import json
import os

from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse
from moto.budgets.responses import BudgetsResponse
from moto.s3.models import FakeBucket
from moto.server import main
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_aws_sdk
from moto.stepfunctions.parser.backend import execution_worker
from moto.stepfunctions.responses import StepFunctionResponse

import moto_athena

EXECUTION_DATA = execution_worker.ExecutionData
CALL_SERVICE = state_task_service_aws_sdk.StateTaskServiceAwsSdk._eval_service_task


def delete_named_query(self):
    self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
    return json.dumps({})


def validate_state_machine_definition(_self):
    # Takes everything: what is wrong with a definition, the tests find themselves.
    return json.dumps({"result": "OK", "diagnostics": []})


def list_state_machine_versions(_self):
    return json.dumps({"stateMachineVersions": []})


TAGS_OF_BUDGETS = {}
CREATE_BUDGET = BudgetsResponse.create_budget


def create_budget(self):
    TAGS_OF_BUDGETS[self._get_param("Budget")["BudgetName"]] = self._get_param("ResourceTags")
    return CREATE_BUDGET(self)


def list_tags_for_resource(self):
    return json.dumps({"ResourceTags": TAGS_OF_BUDGETS[self._get_param("ResourceARN").split(":budget/")[1]]})


def describe_subscribers_for_notification(self):
    budget = self.backend.budgets[self._get_param("AccountId")][self._get_param("BudgetName")]
    wanted = self._get_param("Notification")
    found = [one.subscribers for one in budget.notifications if one.details["NotificationType"] == wanted["NotificationType"]]
    return json.dumps({"Subscribers": found[0] if found else []})


def execution_data(StartTime, **more):  # pylint: disable=invalid-name
    text = StartTime if isinstance(StartTime, str) else StartTime.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return EXECUTION_DATA(StartTime=text, **more)


def call_service(self, *, env=None, normalised_parameters=None, **more):
    # Step Functions writes JSON into an object whose body is no text; boto would not take it.
    if isinstance(normalised_parameters.get("Body"), (dict, list)):
        normalised_parameters["Body"] = json.dumps(normalised_parameters["Body"])
    CALL_SERVICE(self, env=env, normalised_parameters=normalised_parameters, **more)
    env.stack.append(as_text(env.stack.pop()))


def as_text(value):
    """Times as Step Functions has them, which are text."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, dict):
        return {name: as_text(one) for name, one in value.items()}
    return [as_text(one) for one in value] if isinstance(value, list) else value


if __name__ == "__main__":
    if not hasattr(AthenaResponse, "delete_named_query"):
        assert hasattr(AthenaBackend, "create_named_query")
        AthenaResponse.delete_named_query = delete_named_query
    if not hasattr(StepFunctionResponse, "validate_state_machine_definition"):
        StepFunctionResponse.validate_state_machine_definition = validate_state_machine_definition
    if not hasattr(StepFunctionResponse, "list_state_machine_versions"):
        StepFunctionResponse.list_state_machine_versions = list_state_machine_versions
    if not hasattr(BudgetsResponse, "describe_subscribers_for_notification"):
        BudgetsResponse.describe_subscribers_for_notification = describe_subscribers_for_notification
        BudgetsResponse.create_budget = create_budget
        BudgetsResponse.list_tags_for_resource = list_tags_for_resource
    # Stumbles over "Principal": "*", which policies may have.
    FakeBucket._log_permissions_enabled_policy = staticmethod(lambda target_bucket, target_prefix: True)
    execution_worker.ExecutionData = execution_data
    state_task_service_aws_sdk.StateTaskServiceAwsSdk._eval_service_task = call_service
    if "MOTO_ATHENA" in os.environ:
        moto_athena.install()
    main()
