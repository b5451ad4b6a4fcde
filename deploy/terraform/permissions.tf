# What the function may do: these verbs, on these prefixes, and nothing else.

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

resource "aws_iam_role" "function" {
  name               = "${var.name}-function"
  description        = "What the ${var.name} function may do"
  assume_role_policy = data.aws_iam_policy_document.function_trust.json
}

resource "aws_iam_role_policy" "function" {
  name   = "lake"
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.function.json
}

data "aws_iam_policy_document" "function" {
  statement {
    sid = "WriteLayers"
    actions = concat(
      ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      var.allow_object_tags ? ["s3:PutObjectTagging"] : [],
      var.allow_replace_days ? ["s3:DeleteObject"] : [],
    )
    resources = [for prefix in local.layer_prefixes : "${aws_s3_bucket.lake.arn}/${prefix}*"]
  }

  # Once a table is published again, the file that it takes the place of is removed.
  dynamic "statement" {
    for_each = length(local.table_layers) > 0 ? [1] : []
    content {
      sid       = "ReplaceTables"
      actions   = ["s3:DeleteObject"]
      resources = [for layer in local.table_layers : "${aws_s3_bucket.lake.arn}/${local.root}${layer}/*"]
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
      values   = [for prefix in concat(local.layer_prefixes, [local.jobs_prefix, local.checkpoints_prefix, local.reports_prefix]) : "${prefix}*"]
    }
  }

  statement {
    sid       = "FindUploadsToResume"
    actions   = ["s3:ListBucketMultipartUploads"]
    resources = [aws_s3_bucket.lake.arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = [for prefix in local.layer_prefixes : "${prefix}*"]
    }
  }

  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function.arn}:*"]
  }

  dynamic "statement" {
    for_each = aws_ssm_parameter.tmdb_token
    content {
      sid       = "ReadToken"
      actions   = ["ssm:GetParameter"]
      resources = [statement.value.arn]
    }
  }

  dynamic "statement" {
    for_each = aws_secretsmanager_secret.tmdb_token
    content {
      sid       = "ReadToken"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [statement.value.arn]
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
