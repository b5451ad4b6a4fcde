"""
What IAM would say of a request, worked out from the policy document that Terraform rendered.

moto's own enforcement passes over conditions, so it cannot tell a tight policy from a loose one. This follows the
documented logic: everything is denied, an Allow that fits permits, a Deny that fits forbids for good.
"""

import json
import re


def _fits(pattern, text):
    return re.fullmatch("".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in pattern), text, re.DOTALL) is not None


def several(value):
    return value if isinstance(value, list) else [value]


_TESTS = {
    "StringEquals": lambda wanted, found: wanted == found,
    "StringLike": _fits,
    "ArnLike": _fits,
    "ArnEquals": _fits,
    "NumericLessThan": lambda wanted, found: float(found) < float(wanted),
    "Bool": lambda wanted, found: wanted.lower() == found.lower(),
}


class Policy:
    """A policy document of a role, or of a bucket."""

    def __init__(self, document):
        self.statements = several(json.loads(document)["Statement"])

    def allows(self, action, resource, **context):
        """Whether a request is permitted; context holds condition keys, with _ for the colon (s3_prefix='Raw/')."""
        known = {key.replace("_", ":", 1): value for key, value in context.items()}
        permitted = False
        for statement in self.statements:
            if self._concerns(statement, action, resource, known):
                if statement["Effect"] == "Deny":
                    return False
                permitted = True
        return permitted

    @staticmethod
    def _concerns(statement, action, resource, context):
        unknown = set(statement) - {"Sid", "Effect", "Action", "Resource", "Condition", "Principal"}
        if unknown:
            raise NotImplementedError(f"statements with {unknown} are not understood")
        if not any(_fits(pattern.lower(), action.lower()) for pattern in several(statement["Action"])):
            return False
        if not any(_fits(pattern, resource) for pattern in several(statement["Resource"])):
            return False
        for operator, keys in statement.get("Condition", {}).items():
            for key, wanted in keys.items():
                # A key that the request does not have fails every one of these tests.
                if key not in context or not any(_TESTS[operator](value, context[key]) for value in several(wanted)):
                    return False
        return True

    def actions(self):
        return {action for statement in self.statements for action in several(statement["Action"])}

    def resources(self):
        return {resource for statement in self.statements for resource in several(statement["Resource"])}
