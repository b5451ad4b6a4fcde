output "lake" {
  description = "The lake: what -Lake and DATALAKE_URI take."
  value       = local.lake
}

output "function_name" {
  description = "The function that sends and fetches; its event is {\"job\": \"name\"}."
  value       = aws_lambda_function.jobs["raw"].function_name
}

output "function_aliases" {
  description = "The functions by what they write, each at the version that was applied last."
  value       = { for key, alias in aws_lambda_alias.live : key => alias.arn }
}

output "workflow_arn" {
  description = "The workflow that runs jobs to their end; its input is {\"job\": \"name\"} or {\"parts\": \"name\"}, {\"tables\": \"name\"}, or both."
  value       = aws_sfn_state_machine.jobs.arn
}

output "tables_workflow_arn" {
  description = "The workflow that makes tables with Athena, for steps with the engine athena (DATALAKE_TABLES_WORKFLOW); none with another engine."
  value       = local.is_athena ? aws_sfn_state_machine.engine["tables"].arn : "none"
}

output "task_definition_arns" {
  description = "The task definitions of Fargate by what they write; none without fargate_image."
  value       = { for key, task in aws_ecs_task_definition.jobs : key => task.arn }
}

output "role_arns" {
  description = "The roles that use the KMS key, for its policy."
  value = concat(
    [for role in aws_iam_role.function : role.arn],
    [for role in aws_iam_role.task : role.arn],
    [aws_iam_role.workflow.arn, aws_iam_role.scheduler.arn],
    aws_iam_role.engine[*].arn,
  )
}

output "reader_policy_arn" {
  description = "What an analyst needs: attach it to a user, a group or a role."
  value       = aws_iam_policy.reader["all"].arn
}

output "reader_groups" {
  description = "The workgroup and the policy of each of reader_groups."
  value       = { for group in var.reader_groups : group => { workgroup = aws_athena_workgroup.lake[group].name, policy_arn = aws_iam_policy.reader[group].arn } }
}

output "log_groups" {
  description = "Where functions, tasks and workflows log."
  value = concat(
    [for group in aws_cloudwatch_log_group.function : group.name],
    [for group in aws_cloudwatch_log_group.task : group.name],
    [aws_cloudwatch_log_group.workflow.name],
    [for group in aws_cloudwatch_log_group.engine : group.name],
  )
}

output "failed_queue_url" {
  description = "Runs that failed for good."
  value       = aws_sqs_queue.failed.url
}

output "tmdb_token_name" {
  description = "The parameter or secret that takes the TMDB token."
  value       = coalesce(one(aws_ssm_parameter.tmdb_token[*].name), one(aws_secretsmanager_secret.tmdb_token[*].name), "none")
}

output "databases" {
  description = "The Glue databases: raw, the text of the files; refined, the tables; with the engine athena trusted, the typed rows."
  value = merge(
    { raw = aws_glue_catalog_database.raw.name, refined = aws_glue_catalog_database.refined.name },
    local.is_athena ? { trusted = aws_glue_catalog_database.trusted[0].name } : {},
  )
}

output "workgroup" {
  description = "The Athena workgroup."
  value       = aws_athena_workgroup.lake["all"].name
}
