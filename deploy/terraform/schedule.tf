resource "aws_scheduler_schedule_group" "jobs" {
  name = var.name
}

resource "aws_scheduler_schedule" "job" {
  for_each = var.schedules

  name                         = each.key
  description                  = "Runs ${join(" and then ", compact([each.value.job, each.value.tables]))}"
  group_name                   = aws_scheduler_schedule_group.jobs.name
  schedule_expression          = each.value.expression
  schedule_expression_timezone = each.value.time_zone
  state                        = each.value.enabled ? "ENABLED" : "DISABLED"

  flexible_time_window {
    mode                      = each.value.window_minutes == 0 ? "OFF" : "FLEXIBLE"
    maximum_window_in_minutes = each.value.window_minutes == 0 ? null : each.value.window_minutes
  }

  target {
    arn      = aws_sfn_state_machine.jobs.arn
    role_arn = aws_iam_role.scheduler.arn
    input = jsonencode(merge(
      each.value.job == null ? {} : { (each.value.is_in_parts ? "parts" : "job") = each.value.job },
      each.value.tables == null ? {} : { tables = each.value.tables },
    ))

    # For events that Step Functions does not take; what fails in the function is retried by the workflow.
    retry_policy {
      maximum_retry_attempts       = each.value.retries
      maximum_event_age_in_seconds = each.value.max_age_seconds
    }

    dead_letter_config {
      arn = aws_sqs_queue.failed.arn
    }
  }

  depends_on = [aws_iam_role_policy.scheduler]
}

data "aws_iam_policy_document" "scheduler_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [aws_scheduler_schedule_group.jobs.arn]
    }
  }
}

resource "aws_iam_role" "scheduler" {
  name               = "${var.name}-scheduler"
  description        = "Lets the schedules of ${var.name} start its workflow"
  assume_role_policy = data.aws_iam_policy_document.scheduler_trust.json
}

data "aws_iam_policy_document" "scheduler" {
  statement {
    sid       = "StartJobs"
    actions   = ["states:StartExecution"]
    resources = [aws_sfn_state_machine.jobs.arn]
  }

  statement {
    sid       = "ReportFailures"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failed.arn]
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
        values   = ["sqs.${var.region}.${data.aws_partition.this.dns_suffix}"]
      }
    }
  }
}

resource "aws_iam_role_policy" "scheduler" {
  name   = "start-jobs"
  role   = aws_iam_role.scheduler.id
  policy = data.aws_iam_policy_document.scheduler.json
}
