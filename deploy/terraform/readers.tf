# What an analyst may do: read Refined through Athena, in the workgroup of the group, and nothing of Raw or Trusted, nor what
# other groups were answered. Not attached to anybody here.

locals {
  # Those whose answers lie together: who has the policy of the installation, and each of reader_groups.
  readers = merge({ all = var.name }, { for group in var.reader_groups : group => "${var.name}-${group}" })
}

data "aws_iam_policy_document" "reader" {
  for_each = local.readers

  statement {
    sid       = "ReadRefined"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.lake.arn}/${local.root}Refined/*"]
  }

  statement {
    sid       = "ListRefined"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.lake.arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["${local.root}Refined/*"]
    }
  }

  # Athena asks where a bucket is before it reads or answers.
  statement {
    sid       = "FindBuckets"
    actions   = ["s3:GetBucketLocation"]
    resources = [aws_s3_bucket.lake.arn, aws_s3_bucket.results.arn]
  }

  statement {
    sid       = "KeepAnswers"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = ["${aws_s3_bucket.results.arn}/${each.key}/*"]
  }

  # The names of all answers, which say nothing; Athena's own listing is not known to keep to a prefix.
  statement {
    sid       = "FindAnswers"
    actions   = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = [aws_s3_bucket.results.arn]
  }

  statement {
    sid = "Query"
    actions = [
      "athena:StartQueryExecution", "athena:StopQueryExecution", "athena:GetQueryExecution", "athena:BatchGetQueryExecution",
      "athena:GetQueryResults", "athena:GetQueryResultsStream", "athena:ListQueryExecutions", "athena:GetWorkGroup",
      "athena:GetNamedQuery", "athena:BatchGetNamedQuery", "athena:ListNamedQueries",
    ]
    resources = [aws_athena_workgroup.lake[each.key].arn]
  }

  # What Athena's console and drivers show beside the query.
  statement {
    sid       = "SeeCatalogue"
    actions   = ["athena:GetDataCatalog", "athena:GetDatabase", "athena:ListDatabases", "athena:GetTableMetadata", "athena:ListTableMetadata"]
    resources = ["arn:${local.partition}:athena:${var.region}:${local.account}:datacatalog/AwsDataCatalog"]
  }

  # These verbs know no resources.
  statement {
    sid       = "SeeWorkgroups"
    actions   = ["athena:ListWorkGroups", "athena:ListDataCatalogs", "athena:ListEngineVersions"]
    resources = ["*"]
  }

  statement {
    sid     = "SeeTables"
    actions = ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartition", "glue:GetPartitions", "glue:BatchGetPartition"]
    resources = [
      "arn:${local.partition}:glue:${var.region}:${local.account}:catalog",
      # Athena asks for it whatever a query names (Athena User Guide, "Configure access to databases and tables").
      "arn:${local.partition}:glue:${var.region}:${local.account}:database/default",
      aws_glue_catalog_database.refined.arn,
      "arn:${local.partition}:glue:${var.region}:${local.account}:table/${aws_glue_catalog_database.refined.name}/*",
    ]
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
        values   = ["s3.${var.region}.${data.aws_partition.this.dns_suffix}"]
      }
    }
  }
}

moved {
  from = aws_iam_policy.reader
  to   = aws_iam_policy.reader["all"]
}

resource "aws_iam_policy" "reader" {
  for_each = local.readers

  name        = "${each.value}-reader"
  description = "Reads the Refined tables of ${var.name} with Athena"
  policy      = data.aws_iam_policy_document.reader[each.key].json
}

# Where Lake Formation guards the catalogue, a policy alone opens nothing.
resource "aws_lakeformation_permissions" "database" {
  for_each = toset(var.lake_formation_readers)

  principal   = each.key
  permissions = ["DESCRIBE"]

  database {
    name = aws_glue_catalog_database.refined.name
  }
}

resource "aws_lakeformation_permissions" "tables" {
  for_each = toset(var.lake_formation_readers)

  principal   = each.key
  permissions = ["SELECT", "DESCRIBE"]

  table {
    database_name = aws_glue_catalog_database.refined.name
    wildcard      = true
  }
}
