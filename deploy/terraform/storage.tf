# The bucket as New-DataLakeBucket makes it: private, encrypted, HTTPS only. Beside it one for what Athena answers, which
# no rule for the lake's data has to spare, and one for who read and wrote what.

resource "aws_s3_bucket" "lake" {
  bucket        = var.bucket
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket" "results" {
  bucket        = "${var.bucket}-results"
  force_destroy = true
}

resource "aws_s3_bucket" "logs" {
  count         = var.access_logs ? 1 : 0
  bucket        = "${var.bucket}-logs"
  force_destroy = var.force_destroy
}

locals {
  buckets = merge(
    { lake = aws_s3_bucket.lake, results = aws_s3_bucket.results },
    var.access_logs ? { logs = aws_s3_bucket.logs[0] } : {},
  )

  # S3 delivers access logs only where SSE-S3 is the default.
  keys = { for name in keys(local.buckets) : name => name == "logs" ? null : var.kms_key_arn }
}

moved {
  from = aws_s3_bucket_public_access_block.lake
  to   = aws_s3_bucket_public_access_block.bucket["lake"]
}

moved {
  from = aws_s3_bucket_server_side_encryption_configuration.lake
  to   = aws_s3_bucket_server_side_encryption_configuration.bucket["lake"]
}

moved {
  from = aws_s3_bucket_policy.lake
  to   = aws_s3_bucket_policy.bucket["lake"]
}

resource "aws_s3_bucket_public_access_block" "bucket" {
  for_each = local.buckets

  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "bucket" {
  for_each = local.buckets

  bucket = each.value.id

  rule {
    # One data key for many objects: fewer calls to KMS, lower cost.
    bucket_key_enabled = local.keys[each.key] != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = local.keys[each.key] == null ? "AES256" : "aws:kms"
      kms_master_key_id = local.keys[each.key]
    }
  }
}

data "aws_iam_policy_document" "bucket" {
  for_each = local.buckets

  statement {
    sid       = "DenyPlainHttp"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [each.value.arn, "${each.value.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "DenyOldTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [each.value.arn, "${each.value.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "NumericLessThan"
      variable = "s3:TlsVersion"
      values   = ["1.2"]
    }
  }

  # Of the lake's bucket and nobody else's.
  dynamic "statement" {
    for_each = each.key == "logs" ? { access = "logging.s3.amazonaws.com", inventory = "s3.amazonaws.com" } : {}
    content {
      sid       = statement.key == "access" ? "DeliverAccessLogs" : "DeliverInventory"
      actions   = ["s3:PutObject"]
      resources = ["${each.value.arn}/${statement.key}/*"]

      principals {
        type        = "Service"
        identifiers = [statement.value]
      }

      condition {
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = [aws_s3_bucket.lake.arn]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [local.account]
      }
    }
  }
}

resource "aws_s3_bucket_policy" "bucket" {
  for_each = local.buckets

  bucket = each.value.id
  policy = data.aws_iam_policy_document.bucket[each.key].json

  # S3 refuses policies while it changes the block.
  depends_on = [aws_s3_bucket_public_access_block.bucket]
}

resource "aws_s3_bucket_versioning" "lake" {
  count  = var.versioning ? 1 : 0
  bucket = aws_s3_bucket.lake.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "lake" {
  count         = var.access_logs ? 1 : 0
  bucket        = aws_s3_bucket.lake.id
  target_bucket = aws_s3_bucket.logs[0].id
  target_prefix = "access/"

  depends_on = [aws_s3_bucket_policy.bucket]
}

resource "aws_s3_bucket_inventory" "lake" {
  count                    = var.inventory ? 1 : 0
  bucket                   = aws_s3_bucket.lake.id
  name                     = "weekly"
  included_object_versions = "All"
  optional_fields          = ["Size", "LastModifiedDate", "StorageClass", "ETag", "EncryptionStatus", "ChecksumAlgorithm"]

  schedule {
    frequency = "Weekly"
  }

  destination {
    bucket {
      format     = "Parquet"
      bucket_arn = aws_s3_bucket.logs[0].arn
      prefix     = "inventory"
      account_id = local.account
    }
  }

  depends_on = [aws_s3_bucket_policy.bucket]
}

# Data of the layers never expires here. What was replaced or removed does, where versions keep it.
resource "aws_s3_bucket_lifecycle_configuration" "lake" {
  bucket = aws_s3_bucket.lake.id

  rule {
    id     = "abort-incomplete-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = var.abort_uploads_after_days
    }
  }

  rule {
    id     = "remove-old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.old_versions_days
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  dynamic "rule" {
    for_each = {
      checkpoints = { prefix = local.checkpoints_prefix, days = var.checkpoints_days }
      reports     = { prefix = local.reports_prefix, days = var.reports_days }
    }
    content {
      id     = "expire-${rule.key}"
      status = "Enabled"

      filter {
        prefix = rule.value.prefix
      }

      expiration {
        days = rule.value.days
      }
    }
  }

  # What runs of Athena have written, and others took the place of.
  dynamic "rule" {
    for_each = local.is_athena ? [1] : []
    content {
      id     = "expire-old-runs"
      status = "Enabled"

      filter {
        tag {
          key   = "datalake-old-run"
          value = "true"
        }
      }

      expiration {
        days = var.old_runs_days
      }
    }
  }

  # What runs of Athena write for themselves. One that failed can be redriven for 14 days, and reads it then.
  dynamic "rule" {
    for_each = local.is_athena ? [1] : []
    content {
      id     = "expire-work-of-runs"
      status = "Enabled"

      filter {
        prefix = local.work
      }

      expiration {
        days = max(var.old_runs_days, 15 + ceil(var.run_hours / 24))
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.lake]
}

resource "aws_s3_bucket_lifecycle_configuration" "own" {
  for_each = merge(
    { results = { bucket = aws_s3_bucket.results.id, days = var.query_results_days } },
    var.access_logs ? { logs = { bucket = aws_s3_bucket.logs[0].id, days = var.access_logs_days } } : {},
  )

  bucket = each.value.bucket

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = each.value.days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}
