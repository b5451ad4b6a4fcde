terraform {
  # 1.11 brought write-only arguments, which keep the TMDB token out of the state.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100.0"
    }
  }

  # The state where several people, or a pipeline, apply: in a bucket with versions that is not the lake's.
  # backend "s3" {
  #   bucket       = "state-of-fulano"
  #   key          = "datalake/terraform.tfstate"
  #   region       = "sa-east-1"
  #   encrypt      = true
  #   use_lockfile = true
  # }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = merge({ project = var.name }, var.tags)
  }
}

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
