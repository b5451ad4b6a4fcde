output "lake" {
  description = "The lake: what -Lake and DATALAKE_URI take."
  value       = local.lake
}

output "function_name" {
  description = "The function; its event is {\"job\": \"name\"}."
  value       = aws_lambda_function.jobs.function_name
}

output "workflow_arn" {
  description = "The workflow that runs jobs to their end; its input is {\"job\": \"name\"} or {\"parts\": \"name\"}."
  value       = aws_sfn_state_machine.jobs.arn
}

output "function_role_arn" {
  description = "The role of the function, for the policy of a KMS key."
  value       = aws_iam_role.function.arn
}

output "log_group" {
  description = "Where the function logs."
  value       = aws_cloudwatch_log_group.function.name
}

output "failed_queue_url" {
  description = "Runs that failed for good."
  value       = aws_sqs_queue.failed.url
}

output "tmdb_token_name" {
  description = "The parameter or secret that takes the TMDB token."
  value       = coalesce(one(aws_ssm_parameter.tmdb_token[*].name), one(aws_secretsmanager_secret.tmdb_token[*].name), "none")
}

output "database" {
  description = "The Glue database."
  value       = aws_glue_catalog_database.raw.name
}

output "workgroup" {
  description = "The Athena workgroup."
  value       = aws_athena_workgroup.lake.name
}
