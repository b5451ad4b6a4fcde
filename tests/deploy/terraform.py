"""Terraform in a folder of its own, against a moto server."""

import json
import os
import shutil
import unittest
import zipfile
from pathlib import Path

from support import NOBODY, REPOSITORY, environment, need, run

REGION = "sa-east-1"

# What a real account does not need: moto answers under one address.
FOR_MOTO = """
provider "aws" {
  s3_use_path_style = true
}
"""


class Terraform:
    """A copy of deploy/terraform with placeholders for the packages of the function."""

    def __init__(self, folder, moto):
        self._program = need("terraform")
        self.folder = Path(folder) / "terraform"
        shutil.copytree(REPOSITORY / "deploy" / "terraform", self.folder, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*", "*.tfvars"))
        (self.folder / "moto_override.tf").write_text(FOR_MOTO)
        for name in ("function", "layer", "engine"):
            with zipfile.ZipFile(self.folder / f"{name}.zip", "w") as archive:
                archive.writestr("bootstrap", "#!/bin/sh\n")
        # Few attempts: what moto does not know it will not know the next time either.
        self.environment = environment(
            **NOBODY, AWS_ENDPOINT_URL=moto.url, AWS_REGION=REGION, AWS_MAX_ATTEMPTS="3", TF_IN_AUTOMATION="1", CHECKPOINT_DISABLE="1"
        )
        # A configuration file that is named but not there only makes Terraform complain.
        if not Path(self.environment.get("TF_CLI_CONFIG_FILE", "/")).exists():
            del self.environment["TF_CLI_CONFIG_FILE"]
        self.variables = {
            "function_zip": "function.zip",
            "layer_zip": "layer.zip",
            "model": str(REPOSITORY / "module" / "model"),
            "region": REGION,
        }

    def init(self):
        """Skips, and says so, where the provider is neither in TF_PLUGIN_DIR_LOCAL nor within reach."""
        local = os.environ.get("TF_PLUGIN_DIR_LOCAL")
        result = self._run("init", "-input=false", *([f"-plugin-dir={local}"] if local else []), ok=None)
        if result.returncode != 0:
            raise unittest.SkipTest(
                "terraform init found no AWS provider (TF_PLUGIN_DIR_LOCAL may name a folder that has it): " + result.stdout[-400:]
            )

    def validate(self):
        return self._run("validate")

    def has_changes(self):
        """Whether a plan would change anything; what, is its second answer."""
        result = self._run("plan", "-input=false", "-detailed-exitcode", ok=(0, 2), variables=True)
        return result.returncode == 2, result.stdout

    def apply(self, **changed):
        self.variables |= changed
        return self._run("apply", "-input=false", "-auto-approve", variables=True).stdout

    def refusal_of(self, **changed):
        """What a plan with these variables is refused with."""
        kept = dict(self.variables)
        self.variables |= changed
        try:
            return " ".join(self._run("plan", "-input=false", "-refresh=false", ok=(1,), variables=True).stdout.replace("│", " ").split())
        finally:
            self.variables = kept

    def destroy(self):
        return self._run("destroy", "-input=false", "-auto-approve", variables=True).stdout

    def outputs(self):
        return {name: value["value"] for name, value in json.loads(self._run("output", "-json").stdout).items()}

    def state(self):
        path = self.folder / "terraform.tfstate"
        return path.read_text() if path.exists() else ""

    def value(self, expression):
        """What an expression is with these variables, before anything is applied."""
        told = self._run("console", "-state=none.tfstate", variables=True, told=f"{expression}\n").stdout
        return json.loads(told.strip().splitlines()[-1])

    def resources(self):
        shown = json.loads(self._run("show", "-json").stdout)
        return {resource["address"]: resource["values"] for resource in shown["values"]["root_module"]["resources"]}

    def _run(self, command, *arguments, ok=(0,), variables=False, told=None):
        # A file with what is not secret; the token goes as it would in a pipeline, by the environment.
        more = {}
        if variables:
            open_values = {name: value for name, value in self.variables.items() if name != "tmdb_token"}
            (self.folder / "test.auto.tfvars.json").write_text(json.dumps(open_values))
            if "tmdb_token" in self.variables:
                more["TF_VAR_tmdb_token"] = self.variables["tmdb_token"]
        return run(
            [self._program, command, *arguments, *([] if command == "console" else ["-no-color"])],
            ok=ok,
            text_in=told,
            cwd=self.folder,
            env=self.environment | more,
        )
