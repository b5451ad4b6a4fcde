moved {
  from = aws_athena_workgroup.lake
  to   = aws_athena_workgroup.lake["all"]
}

resource "aws_athena_workgroup" "lake" {
  for_each = local.readers

  name          = each.value
  description   = "Queries over ${local.lake}"
  force_destroy = true

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = floor(var.query_limit_gb * 1000000000)

    engine_version {
      selected_engine_version = "Athena engine version 3"
    }

    result_configuration {
      output_location = "s3://${aws_s3_bucket.results.id}/${each.key}/"

      encryption_configuration {
        encryption_option = var.kms_key_arn == null ? "SSE_S3" : "SSE_KMS"
        kms_key_arn       = var.kms_key_arn
      }
    }
  }
}

# A query is a file in queries/, in the folder of its database: its name is the file's, its first line says what it answers.
# Those of Raw, which no policy of readers opens, are for whoever else asks in the workgroup of the installation.
resource "aws_athena_named_query" "query" {
  for_each = merge([for group in keys(local.readers) : {
    for file in fileset("${path.module}/queries", "*/*.sql") : (group == "all" ? file : "${group}/${file}") => { group = group, file = file } if group == "all" || dirname(file) != "raw"
  }]...)

  name        = trimsuffix(basename(each.value.file), ".sql")
  description = trimprefix(split("\n", file("${path.module}/queries/${each.value.file}"))[0], "-- ")
  database    = dirname(each.value.file) == "raw" ? aws_glue_catalog_database.raw.name : aws_glue_catalog_database.refined.name
  workgroup   = aws_athena_workgroup.lake[each.value.group].name
  query       = file("${path.module}/queries/${each.value.file}")
}
