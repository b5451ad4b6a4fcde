# The same jobs in a container, where 15 minutes or 10 GB are too little: a task definition for each kind of job, with the
# image of deploy/docker and the role of the function. Nothing runs by itself; aws ecs run-task starts one.

locals {
  tasks = var.fargate_image == null ? {} : local.job_kinds

  # The token comes from its store when a task starts; no definition holds it.
  token_arn = one(concat(aws_ssm_parameter.tmdb_token[*].arn, aws_secretsmanager_secret.tmdb_token[*].arn))
}

resource "aws_ecs_cluster" "jobs" {
  count = var.fargate_image == null ? 0 : 1
  name  = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_cloudwatch_log_group" "task" {
  for_each = local.tasks

  name              = "/aws/ecs/${each.value.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_ecs_task_definition" "jobs" {
  for_each = local.tasks

  family                   = each.value.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.fargate_cpu
  memory                   = var.fargate_memory
  task_role_arn            = aws_iam_role.task[each.key].arn
  execution_role_arn       = aws_iam_role.task_start[each.key].arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = upper(var.architecture)
  }

  # Raw files and tables while they are made, and what the engine spills.
  ephemeral_storage {
    size_in_gib = var.fargate_storage
  }

  # A new one for every task, with the owner that the image gives the folder.
  volume {
    name = "data"
  }

  container_definitions = jsonencode([{
    name                   = "datalake"
    image                  = var.fargate_image
    essential              = true
    command                = ["run", "${local.lake}/jobs/${each.value.engine ? "nightly-tables" : "daily-changes"}.json"]
    readonlyRootFilesystem = true
    user                   = "1654:1654"
    linuxParameters        = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
    mountPoints            = [{ sourceVolume = "data", containerPath = "/data", readOnly = false }]

    # What is left of it when Fargate stops a task; a run ends in time for its report.
    stopTimeout = 120

    environment = [for name, value in merge(
      var.environment,
      { DATALAKE_URI = local.lake, DATALAKE_LOG_FORMAT = "json", AWS_REGION = var.region },
      local.is_athena && !each.value.engine ? { DATALAKE_TABLES_WORKFLOW = local.tables_arn } : {},
      each.value.token ? { TMDB_REQUESTS_PER_SECOND = tostring(var.tmdb_requests_per_second) } : {},
    ) : { name = name, value = value }]
    secrets = each.value.token ? [{ name = "TMDB_TOKEN", valueFrom = local.token_arn }] : []

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = aws_cloudwatch_log_group.task[each.key].name
        "awslogs-region"        = var.region
        "awslogs-stream-prefix" = "run"
      }
    }
  }])

  lifecycle {
    precondition {
      condition     = contains(local.fargate_memory[var.fargate_cpu], var.fargate_memory)
      error_message = "Fargate has no task of fargate_cpu = ${var.fargate_cpu} with fargate_memory = ${var.fargate_memory}: with so many processors it takes ${min(local.fargate_memory[var.fargate_cpu]...)} to ${max(local.fargate_memory[var.fargate_cpu]...)} MB, in steps."
    }
  }
}

locals {
  # The sizes that Fargate has (Amazon ECS Developer Guide, "Task CPU and memory").
  fargate_memory = {
    1024  = range(2048, 8193, 1024)
    2048  = range(4096, 16385, 1024)
    4096  = range(8192, 30721, 1024)
    8192  = range(16384, 61441, 4096)
    16384 = range(32768, 122881, 8192)
  }
}

data "aws_iam_policy_document" "task_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:ecs:${var.region}:${local.account}:*"]
    }
  }
}

# What the job does: as the function of its kind, without that one's logs and traces.
resource "aws_iam_role" "task" {
  for_each = local.tasks

  name               = "${each.value.name}-task"
  description        = "What tasks of ${each.value.name} may do"
  assume_role_policy = data.aws_iam_policy_document.task_trust.json
}

resource "aws_iam_role_policy" "task" {
  for_each = local.tasks

  name   = "lake"
  role   = aws_iam_role.task[each.key].id
  policy = data.aws_iam_policy_document.jobs[each.key].json
}

# What Fargate does before the job: fetch the image, read the token, write the log.
resource "aws_iam_role" "task_start" {
  for_each = local.tasks

  name               = "${each.value.name}-task-start"
  description        = "Lets Fargate start tasks of ${each.value.name}"
  assume_role_policy = data.aws_iam_policy_document.task_trust.json
}

resource "aws_iam_role_policy" "task_start" {
  for_each = local.tasks

  name   = "start"
  role   = aws_iam_role.task_start[each.key].id
  policy = data.aws_iam_policy_document.task_start[each.key].json
}

locals {
  # 111122223333.dkr.ecr.sa-east-1.amazonaws.com/datalake:2.0 is the repository datalake of that account and region; other
  # registries need no permission.
  fargate_repository = try(regex("^(?P<account>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/(?P<name>[a-z0-9._/-]+)", var.fargate_image), null)
}

data "aws_iam_policy_document" "task_start" {
  for_each = local.tasks

  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.task[each.key].arn}:*"]
  }

  dynamic "statement" {
    for_each = local.fargate_repository == null ? [] : [local.fargate_repository]
    content {
      sid       = "FetchImage"
      actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
      resources = ["arn:${local.partition}:ecr:${statement.value.region}:${statement.value.account}:repository/${statement.value.name}"]
    }
  }

  # Knows no resources.
  dynamic "statement" {
    for_each = local.fargate_repository == null ? [] : [1]
    content {
      sid       = "SignInToRegistry"
      actions   = ["ecr:GetAuthorizationToken"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = each.value.token ? [1] : []
    content {
      sid       = "ReadToken"
      actions   = [local.in_parameter ? "ssm:GetParameters" : "secretsmanager:GetSecretValue"]
      resources = [local.token_arn]
    }
  }
}
