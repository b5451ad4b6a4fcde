resource "aws_lambda_layer_version" "program" {
  layer_name               = var.name
  description              = "The datalake program and its libraries"
  filename                 = var.layer_zip
  source_code_hash         = filebase64sha256(var.layer_zip)
  compatible_runtimes      = ["provided.al2023"]
  compatible_architectures = [var.architecture]
}

# Jobs that make or test tables need it; Lambda unpacks it beside the program.
resource "aws_lambda_layer_version" "engine" {
  count                    = var.engine_zip == null ? 0 : 1
  layer_name               = "${var.name}-engine"
  description              = "DuckDB, which makes and reads tables"
  filename                 = var.engine_zip
  source_code_hash         = filebase64sha256(var.engine_zip)
  compatible_runtimes      = ["provided.al2023"]
  compatible_architectures = [var.architecture]
  license_info             = "MIT"
}

moved {
  from = aws_cloudwatch_log_group.function
  to   = aws_cloudwatch_log_group.function["raw"]
}

moved {
  from = aws_lambda_function.jobs
  to   = aws_lambda_function.jobs["raw"]
}

# Lambda logs to the group of this name.
resource "aws_cloudwatch_log_group" "function" {
  for_each = local.functions

  name              = "/aws/lambda/${each.value.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_lambda_function" "jobs" {
  for_each = local.functions

  function_name = each.value.name
  description   = each.value.function
  role          = aws_iam_role.function[each.key].arn

  filename         = var.function_zip
  source_code_hash = filebase64sha256(var.function_zip)
  layers = compact([
    aws_lambda_layer_version.program.arn,
    each.value.engine ? aws_lambda_layer_version.engine[0].arn : null,
    each.value.token ? var.secrets_extension_arn : null,
  ])
  runtime       = "provided.al2023"
  handler       = "bootstrap"
  architectures = [var.architecture]

  memory_size                    = each.value.memory
  timeout                        = var.timeout
  reserved_concurrent_executions = coalesce(var.max_concurrency, -1)

  # Every apply that changes code or settings makes a version. A run of the workflow stays with the one it began with.
  publish = true

  # Working files of tables.
  ephemeral_storage {
    size = each.value.storage
  }

  dynamic "tracing_config" {
    for_each = var.tracing ? [1] : []
    content {
      mode = "Active"
    }
  }

  environment {
    variables = merge(
      var.environment,
      { DATALAKE_URI = local.lake },
      local.is_athena && !each.value.engine ? { DATALAKE_TABLES_WORKFLOW = local.tables_arn } : {},
      each.value.token ? { TMDB_REQUESTS_PER_SECOND = tostring(var.tmdb_requests_per_second) } : {},
      each.value.token && local.in_parameter ? { TMDB_TOKEN_PARAMETER = aws_ssm_parameter.tmdb_token[0].name } : {},
      each.value.token && local.in_secret ? { TMDB_TOKEN_SECRET = aws_secretsmanager_secret.tmdb_token[0].name } : {},
    )
  }

  # Without its permissions an invocation fails; without its group Lambda would make one that keeps logs for ever.
  depends_on = [aws_iam_role_policy.function, aws_cloudwatch_log_group.function]
}

# For whoever calls a function by hand. The workflow names the version itself: a run of many rounds would change its code
# in the middle when the alias moves.
resource "aws_lambda_alias" "live" {
  for_each = local.functions

  name             = "live"
  description      = "The version that was applied last"
  function_name    = aws_lambda_function.jobs[each.key].function_name
  function_version = aws_lambda_function.jobs[each.key].version
}
