locals {
  # "" or "prefix/": what every key begins with.
  root = var.prefix == "" ? "" : "${var.prefix}/"
  lake = var.prefix == "" ? "s3://${aws_s3_bucket.lake.id}" : "s3://${aws_s3_bucket.lake.id}/${var.prefix}"

  # Beside the layers: jobs that are kept in the lake, how far long crawls got, what every run did, what Athena answered.
  jobs_prefix        = "${local.root}jobs/"
  checkpoints_prefix = "${local.root}checkpoints/"
  reports_prefix     = "${local.root}reports/"
  results_prefix     = "${local.root}athena-results/"

  table_layers   = var.engine_zip == null ? [] : ["Trusted", "Refined"]
  layer_prefixes = [for layer in distinct(concat(var.layers, local.table_layers)) : "${local.root}${layer}/"]

  account = data.aws_caller_identity.this.account_id
}
