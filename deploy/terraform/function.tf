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

# Lambda logs to the group of this name.
resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_lambda_function" "jobs" {
  function_name = var.name
  description   = "Runs the job that its event names"
  role          = aws_iam_role.function.arn

  filename         = var.function_zip
  source_code_hash = filebase64sha256(var.function_zip)
  layers           = compact([aws_lambda_layer_version.program.arn, one(aws_lambda_layer_version.engine[*].arn), var.tmdb_token_store == "none" ? null : var.secrets_extension_arn])
  runtime          = "provided.al2023"
  handler          = "bootstrap"
  architectures    = [var.architecture]

  memory_size                    = var.memory
  timeout                        = var.timeout
  reserved_concurrent_executions = coalesce(var.max_concurrency, -1)

  # Working files of tables.
  ephemeral_storage {
    size = var.ephemeral_storage
  }

  environment {
    variables = merge(
      var.environment,
      { DATALAKE_URI = local.lake, TMDB_REQUESTS_PER_SECOND = tostring(var.tmdb_requests_per_second) },
      local.in_parameter ? { TMDB_TOKEN_PARAMETER = aws_ssm_parameter.tmdb_token[0].name } : {},
      local.in_secret ? { TMDB_TOKEN_SECRET = aws_secretsmanager_secret.tmdb_token[0].name } : {},
    )
  }

  # Without its permissions an invocation fails; without its group Lambda would make one that keeps logs for ever.
  depends_on = [aws_iam_role_policy.function, aws_cloudwatch_log_group.function]
}
