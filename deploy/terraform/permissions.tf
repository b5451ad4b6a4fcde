# What functions and tasks may do: these verbs, on these prefixes, and nothing else. Those that send and fetch cannot touch
# tables; those that make tables cannot touch Raw.

data "aws_iam_policy_document" "function_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

moved {
  from = aws_iam_role.function
  to   = aws_iam_role.function["raw"]
}

moved {
  from = aws_iam_role_policy.function
  to   = aws_iam_role_policy.function["raw"]
}

resource "aws_iam_role" "function" {
  for_each = local.functions

  name               = "${each.value.name}-function"
  description        = "What the ${each.value.name} function may do"
  assume_role_policy = data.aws_iam_policy_document.function_trust.json
}

resource "aws_iam_role_policy" "function" {
  for_each = local.functions

  name   = "lake"
  role   = aws_iam_role.function[each.key].id
  policy = data.aws_iam_policy_document.function[each.key].json
}

data "aws_iam_policy_document" "jobs" {
  for_each = local.job_kinds

  statement {
    sid = "WriteLayers"
    actions = concat(
      ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      var.allow_object_tags ? ["s3:PutObjectTagging"] : [],
      # Of tables: once one is published again, the file that it takes the place of is removed.
      each.value.removes ? ["s3:DeleteObject"] : [],
    )
    resources = [for prefix in each.value.writes : "${aws_s3_bucket.lake.arn}/${prefix}*"]
  }

  dynamic "statement" {
    for_each = length(each.value.reads) > 0 ? [1] : []
    content {
      sid       = "ReadLayers"
      actions   = ["s3:GetObject"]
      resources = [for prefix in each.value.reads : "${aws_s3_bucket.lake.arn}/${prefix}*"]
    }
  }

  statement {
    sid       = "ReadJobs"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.lake.arn}/${local.jobs_prefix}*"]
  }

  statement {
    sid       = "KeepCheckpoints"
    actions   = ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.lake.arn}/${local.checkpoints_prefix}*"]
  }

  # Every report has a name of its own: none is read or replaced.
  statement {
    sid       = "WriteReports"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.lake.arn}/${local.reports_prefix}*"]
  }

  # With it S3 says "not there" (404) of a key that is not there, where it would say "forbidden" (403).
  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.lake.arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = [for prefix in concat(each.value.reads, each.value.writes, [local.jobs_prefix, local.checkpoints_prefix, local.reports_prefix]) : "${prefix}*"]
    }
  }

  statement {
    sid       = "FindUploadsToResume"
    actions   = ["s3:ListBucketMultipartUploads"]
    resources = [aws_s3_bucket.lake.arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = [for prefix in each.value.writes : "${prefix}*"]
    }
  }

  # A job whose step names the engine athena starts the workflow that makes tables, and reads what came of it.
  dynamic "statement" {
    for_each = local.is_athena && !each.value.engine ? {
      StartTables  = { actions = ["states:StartExecution", "states:ListExecutions"], resource = local.tables_arn }
      FollowTables = { actions = ["states:DescribeExecution"], resource = "${replace(local.tables_arn, ":stateMachine:", ":execution:")}:*" }
      ReadManifest = { actions = ["s3:GetObject"], resource = "${aws_s3_bucket.lake.arn}/${local.manifests}*" }
    } : {}
    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = [statement.value.resource]
    }
  }

  # Decrypt too: S3 decrypts the parts of a multipart upload when it puts them together.
  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]
    content {
      sid       = "UseKey"
      actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${var.region}.${data.aws_partition.this.dns_suffix}"]
      }
    }
  }
}

data "aws_iam_policy_document" "function" {
  for_each = local.functions

  source_policy_documents = [data.aws_iam_policy_document.jobs[each.key].json]

  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function[each.key].arn}:*"]
  }

  # X-Ray knows no resources.
  dynamic "statement" {
    for_each = var.tracing ? [1] : []
    content {
      sid       = "Trace"
      actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = each.value.token ? aws_ssm_parameter.tmdb_token : []
    content {
      sid       = "ReadToken"
      actions   = ["ssm:GetParameter"]
      resources = [statement.value.arn]
    }
  }

  dynamic "statement" {
    for_each = each.value.token ? aws_secretsmanager_secret.tmdb_token : []
    content {
      sid       = "ReadToken"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [statement.value.arn]
    }
  }
}
