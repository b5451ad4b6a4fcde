"""
moto's server with what it lacks: athena:DeleteNamedQuery, which a destroy needs, states:ValidateStateMachineDefinition and
states:ListStateMachineVersions, which the provider needs, all unknown to moto 5.2; and the start of an execution as Step Functions writes it in the context
object, as text in ISO 8601.
"""

import json

from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse
from moto.server import main
from moto.stepfunctions.parser.backend import execution_worker
from moto.stepfunctions.responses import StepFunctionResponse

EXECUTION_DATA = execution_worker.ExecutionData


def delete_named_query(self):
    self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
    return json.dumps({})


def validate_state_machine_definition(_self):
    # Takes everything: what is wrong with a definition, the tests find themselves.
    return json.dumps({"result": "OK", "diagnostics": []})


def list_state_machine_versions(_self):
    return json.dumps({"stateMachineVersions": []})


def execution_data(StartTime, **more):  # pylint: disable=invalid-name
    text = StartTime if isinstance(StartTime, str) else StartTime.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return EXECUTION_DATA(StartTime=text, **more)


if __name__ == "__main__":
    if not hasattr(AthenaResponse, "delete_named_query"):
        assert hasattr(AthenaBackend, "create_named_query")
        AthenaResponse.delete_named_query = delete_named_query
    if not hasattr(StepFunctionResponse, "validate_state_machine_definition"):
        StepFunctionResponse.validate_state_machine_definition = validate_state_machine_definition
    if not hasattr(StepFunctionResponse, "list_state_machine_versions"):
        StepFunctionResponse.list_state_machine_versions = list_state_machine_versions
    execution_worker.ExecutionData = execution_data
    main()
