locals {
  # "" or "prefix/": what every key begins with.
  root = var.prefix == "" ? "" : "${var.prefix}/"
  lake = var.prefix == "" ? "s3://${var.bucket}" : "s3://${var.bucket}/${var.prefix}"

  # Beside the layers: jobs that are kept in the lake, how far long crawls got, what every run did.
  jobs_prefix        = "${local.root}jobs/"
  checkpoints_prefix = "${local.root}checkpoints/"
  reports_prefix     = "${local.root}reports/"

  # A role for what a job may write, of one function and one task each: what builds tables reads Raw and cannot change it.
  raw_prefixes   = [for layer in var.layers : "${local.root}${layer}/"]
  table_prefixes = [for layer in ["Trusted", "Refined"] : "${local.root}${layer}/"]

  job_kinds = {
    raw = {
      name     = var.name
      reads    = []
      writes   = local.raw_prefixes
      removes  = var.allow_replace_days
      token    = var.tmdb_token_store != "none"
      memory   = var.memory
      storage  = 512
      engine   = false
      function = "Sends files and fetches titles into Raw"
    }
    tables = {
      name     = "${var.name}-tables"
      reads    = local.raw_prefixes
      writes   = local.table_prefixes
      removes  = true
      token    = false
      memory   = var.tables_memory
      storage  = var.ephemeral_storage
      engine   = true
      function = "Makes tables of Raw, tests them and asks them"
    }
  }
  functions = { for key, kind in local.job_kinds : key => kind if !kind.engine || var.engine_zip != null }

  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
}
