"""
moto's server with what it lacks: athena:DeleteNamedQuery, which a destroy needs and moto 5.2 does not answer; and the
start of an execution as Step Functions writes it in the context object, as text in ISO 8601.
"""

import json

from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse
from moto.server import main
from moto.stepfunctions.parser.backend import execution_worker

EXECUTION_DATA = execution_worker.ExecutionData


def delete_named_query(self):
    self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
    return json.dumps({})


def execution_data(StartTime, **more):  # pylint: disable=invalid-name
    text = StartTime if isinstance(StartTime, str) else StartTime.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return EXECUTION_DATA(StartTime=text, **more)


if __name__ == "__main__":
    if not hasattr(AthenaResponse, "delete_named_query"):
        assert hasattr(AthenaBackend, "create_named_query")
        AthenaResponse.delete_named_query = delete_named_query
    execution_worker.ExecutionData = execution_data
    main()
