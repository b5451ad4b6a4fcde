# What runs of the engine athena may do: read Raw, write folders of their own in Trusted and Refined, make and drop their own
# database, move the tables. They delete no object: what is old is marked, and the lifecycle of the bucket removes it.

data "aws_iam_policy_document" "engine_trust" {
  count = local.engine_count

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["states.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [local.tables_arn, local.statement_arn, local.publish_arn]
    }
  }
}

resource "aws_iam_role" "engine" {
  count              = local.engine_count
  name               = "${var.name}-tables-workflow"
  description        = "Lets runs of ${var.name} make tables with Athena"
  assume_role_policy = data.aws_iam_policy_document.engine_trust[0].json
}

resource "aws_iam_role_policy" "engine" {
  count  = local.engine_count
  name   = "make-tables"
  role   = aws_iam_role.engine[0].id
  policy = data.aws_iam_policy_document.engine[0].json
}

locals {
  run_databases = "${local.run_database}${join("", [for _ in range(32) : "?"])}"
  engine_layers = [for layer in ["Trusted", "Refined"] : "${local.root}${layer}/Athena/"]
}

data "aws_iam_policy_document" "engine" {
  count = local.engine_count

  statement {
    sid       = "ReadRaw"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.lake.arn}/${local.root}${var.layers[0]}/*"]
  }

  statement {
    sid       = "WriteRuns"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = [for prefix in local.engine_layers : "${aws_s3_bucket.lake.arn}/${prefix}*"]
  }

  statement {
    sid       = "MarkOldRuns"
    actions   = ["s3:PutObjectTagging"]
    resources = [for prefix in local.engine_layers : "${aws_s3_bucket.lake.arn}/${prefix}Parquet/*"]
  }

  # A table without rows has no files to link to.
  statement {
    sid       = "RemoveLinks"
    actions   = ["s3:DeleteObject"]
    resources = [for prefix in local.engine_layers : "${aws_s3_bucket.lake.arn}/${prefix}Links/*"]
  }

  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.lake.arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = [for prefix in concat(["${local.root}${var.layers[0]}/"], local.engine_layers) : "${prefix}*"]
    }
  }

  statement {
    sid       = "FindBuckets"
    actions   = ["s3:GetBucketLocation"]
    resources = [aws_s3_bucket.lake.arn, aws_s3_bucket.results.arn]
  }

  statement {
    sid       = "KeepAnswers"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = ["${aws_s3_bucket.results.arn}/tables/*"]
  }

  statement {
    sid       = "FindAnswers"
    actions   = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = [aws_s3_bucket.results.arn]
  }

  statement {
    sid       = "RunStatements"
    actions   = ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults", "athena:StopQueryExecution", "athena:GetWorkGroup"]
    resources = [aws_athena_workgroup.tables[0].arn]
  }

  statement {
    sid     = "ReadTables"
    actions = ["glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:GetPartition", "glue:GetPartitions", "glue:BatchGetPartition"]
    resources = concat(
      # Athena asks for the database default whatever a statement names (Athena User Guide, "Configure access to databases and tables").
      ["${local.glue_arn}:catalog", "${local.glue_arn}:database/default", "${local.glue_arn}:database/${local.run_databases}", "${local.glue_arn}:table/${local.run_databases}/*"],
      flatten([for database in values(local.databases) : ["${local.glue_arn}:database/${database}", "${local.glue_arn}:table/${database}/*"]]),
    )
  }

  statement {
    sid     = "KeepRunDatabases"
    actions = ["glue:CreateDatabase", "glue:DeleteDatabase", "glue:CreateTable", "glue:DeleteTable"]
    # Who removes a database has to be allowed to remove its tables and functions, too (AWS Glue Developer Guide).
    resources = concat(["${local.glue_arn}:catalog", "${local.glue_arn}:database/${local.run_databases}"], [for kind in ["table", "userDefinedFunction"] : "${local.glue_arn}:${kind}/${local.run_databases}/*"])
  }

  statement {
    sid     = "MoveTables"
    actions = ["glue:UpdateTable"]
    resources = concat(
      ["${local.glue_arn}:catalog", "${local.glue_arn}:database/${local.databases.trusted}", "${local.glue_arn}:database/${local.databases.refined}"],
      [for name, table in local.tables : "${local.glue_arn}:table/${table.database}/${name}"],
    )
  }

  statement {
    sid       = "Commit"
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.builds[0].arn]
  }

  # Statements, and what publishes their tables.
  statement {
    sid       = "StartStatements"
    actions   = ["states:StartExecution"]
    resources = [local.statement_arn, local.publish_arn]
  }

  statement {
    sid       = "FollowStatements"
    actions   = ["states:DescribeExecution", "states:StopExecution"]
    resources = [for arn in [local.statement_arn, local.publish_arn] : "${replace(arn, ":stateMachine:", ":execution:")}:*"]
  }

  # How Step Functions hears that an execution which it waits for has ended.
  statement {
    sid       = "HearOfStatements"
    actions   = ["events:PutTargets", "events:PutRule", "events:DescribeRule"]
    resources = ["arn:${local.partition}:events:${var.region}:${local.account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"]
  }

  statement {
    sid       = "DeliverLogs"
    actions   = local.log_delivery
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = var.tracing ? [1] : []
    content {
      sid       = "Trace"
      actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]
    content {
      sid       = "UseKey"
      actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = [for service in ["s3", "dynamodb"] : "${service}.${var.region}.${data.aws_partition.this.dns_suffix}"]
      }
    }
  }
}
