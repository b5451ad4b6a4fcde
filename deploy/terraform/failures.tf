# Runs that failed for good wait in one queue: runs of the workflow that failed, ran out of time or were aborted, parts that
# failed while the others went on, schedules that Step Functions did not take, and tasks of Fargate.

resource "aws_sqs_queue" "failed" {
  name                      = "${var.name}-failed"
  message_retention_seconds = 14 * 24 * 3600
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  kms_master_key_id         = var.kms_key_arn
}

data "aws_iam_policy_document" "failed" {
  statement {
    sid       = "TakeFailedRuns"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failed.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = concat([aws_cloudwatch_event_rule.failed.arn], aws_cloudwatch_event_rule.task_failed[*].arn)
    }
  }

  statement {
    sid       = "DenyPlainHttp"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.failed.arn]

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
}

resource "aws_sqs_queue_policy" "failed" {
  queue_url = aws_sqs_queue.failed.url
  policy    = data.aws_iam_policy_document.failed.json
}

resource "aws_cloudwatch_event_rule" "failed" {
  name        = "${var.name}-failed"
  description = "Runs of the workflow ${var.name} that did not end well"

  event_pattern = jsonencode({
    source        = ["aws.states"]
    "detail-type" = ["Step Functions Execution Status Change"]
    detail        = { stateMachineArn = local.is_athena ? [local.workflow_arn, local.tables_arn] : [local.workflow_arn], status = ["FAILED", "TIMED_OUT", "ABORTED"] }
  })
}

resource "aws_cloudwatch_event_target" "failed" {
  rule = aws_cloudwatch_event_rule.failed.name
  arn  = aws_sqs_queue.failed.arn

  depends_on = [aws_sqs_queue_policy.failed]
}

# A task that did not start has no exit code; one that was not finished in time has 3.
resource "aws_cloudwatch_event_rule" "task_failed" {
  count       = var.fargate_image == null ? 0 : 1
  name        = "${var.name}-task-failed"
  description = "Tasks of ${var.name} that did not end well"

  event_pattern = jsonencode({
    source        = ["aws.ecs"]
    "detail-type" = ["ECS Task State Change"]
    detail = {
      clusterArn = [aws_ecs_cluster.jobs[0].arn]
      lastStatus = ["STOPPED"]
      "$or"      = [{ containers = { exitCode = [{ "anything-but" = 0 }] } }, { stopCode = ["TaskFailedToStart"] }]
    }
  })
}

resource "aws_cloudwatch_event_target" "task_failed" {
  count = var.fargate_image == null ? 0 : 1
  rule  = aws_cloudwatch_event_rule.task_failed[0].name
  arn   = aws_sqs_queue.failed.arn

  depends_on = [aws_sqs_queue_policy.failed]
}
