"""
moto's server with what it lacks: athena:DeleteNamedQuery, which a destroy needs and moto 5.2 does not answer.
"""

import json

from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse
from moto.server import main


def delete_named_query(self):
    self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
    return json.dumps({})


if __name__ == "__main__":
    if not hasattr(AthenaResponse, "delete_named_query"):
        assert hasattr(AthenaBackend, "create_named_query")
        AthenaResponse.delete_named_query = delete_named_query
    main()
