locals {
  alarm_topics = compact([var.alarm_topic_arn, one(aws_sns_topic.alarms[*].arn)])

  # What is wrong as soon as it happens once: the metric, and whose it is.
  alarms = merge(
    merge([for key, function in local.functions : {
      "${key}-errors" = {
        name        = "${function.name}-errors", namespace = "AWS/Lambda", metric = "Errors"
        dimensions  = { FunctionName = function.name }
        description = "A job ended in an error; see the log group /aws/lambda/${function.name}"
      }
      "${key}-throttles" = {
        name        = "${function.name}-throttles", namespace = "AWS/Lambda", metric = "Throttles"
        dimensions  = { FunctionName = function.name }
        description = "Lambda refused to start ${function.name}: the account has no more concurrency, or max_concurrency is too low"
      }
    }]...),
    { for metric, what in {
      Failed    = "failed"
      TimedOut  = "ran longer than run_hours"
      Aborted   = "was aborted"
      Throttled = "was refused by Step Functions for a time"
      } : "workflow-${lower(metric)}" => {
      name        = "${var.name}-workflow-${lower(metric)}", namespace = "AWS/States"
      metric      = metric == "Throttled" ? "ExecutionThrottled" : "Executions${metric}"
      dimensions  = { StateMachineArn = local.workflow_arn }
      description = "A run of the workflow ${var.name} ${what}; see its executions"
    } },
    { for metric, what in {
      InvocationDroppedCount                     = "A schedule was dropped after its retries; its event is in the queue ${var.name}-failed"
      InvocationsFailedToBeSentToDeadLetterCount = "A schedule was dropped, and its event did not reach the queue ${var.name}-failed"
      } : "schedule-${lower(metric)}" => {
      name        = "${var.name}-schedule-${metric == "InvocationDroppedCount" ? "dropped" : "lost"}", namespace = "AWS/Scheduler", metric = metric
      dimensions  = { ScheduleGroup = var.name }
      description = what
    } },
  )
}

resource "aws_sns_topic" "alarms" {
  count             = var.alarm_email == null ? 0 : 1
  name              = "${var.name}-alarms"
  kms_master_key_id = var.kms_key_arn
}

data "aws_iam_policy_document" "alarms" {
  statement {
    sid       = "TakeAlarms"
    actions   = ["sns:Publish"]
    resources = aws_sns_topic.alarms[*].arn

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  count  = var.alarm_email == null ? 0 : 1
  arn    = aws_sns_topic.alarms[0].arn
  policy = data.aws_iam_policy_document.alarms.json
}

resource "aws_sns_topic_subscription" "alarms" {
  count     = var.alarm_email == null ? 0 : 1
  topic_arn = aws_sns_topic.alarms[0].arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

moved {
  from = aws_cloudwatch_metric_alarm.errors
  to   = aws_cloudwatch_metric_alarm.once["raw-errors"]
}

resource "aws_cloudwatch_metric_alarm" "once" {
  for_each = local.alarms

  alarm_name          = each.value.name
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_topics
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  alarm_name          = "${var.name}-failed"
  alarm_description   = "A run failed for good and waits in the queue ${aws_sqs_queue.failed.name}"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.failed.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_topics
  ok_actions          = local.alarm_topics
}

# Nothing fails where nothing runs: every hour of a day without a run that ended well counts, and missing data is such an hour.
resource "aws_cloudwatch_metric_alarm" "missed" {
  count = var.runs_expected_every_hours != null && anytrue([for schedule in values(var.schedules) : schedule.enabled]) ? 1 : 0

  alarm_name          = "${var.name}-missed"
  alarm_description   = "No run of the workflow ${var.name} ended well for ${var.runs_expected_every_hours} hours"
  namespace           = "AWS/States"
  metric_name         = "ExecutionsSucceeded"
  dimensions          = { StateMachineArn = local.workflow_arn }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = var.runs_expected_every_hours
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = local.alarm_topics
  ok_actions          = local.alarm_topics
}

moved {
  from = aws_cloudwatch_metric_alarm.scanned
  to   = aws_cloudwatch_metric_alarm.scanned["all"]
}

# Athena bills by what queries read, whether they end well or not. Its metrics have no sum over kinds and ends of queries, and
# an alarm has room for those of three workgroups: so one for what each group asks, and for what runs ask.
resource "aws_cloudwatch_metric_alarm" "scanned" {
  for_each = merge(local.readers, local.is_athena ? { tables = local.tables_name } : {})

  alarm_name          = "${each.value}-scanned"
  alarm_description   = "Queries of the workgroup ${each.value} read more than ${var.scanned_gb_a_day} GB in Athena in a day"
  evaluation_periods  = 1
  threshold           = var.scanned_gb_a_day * 1000000000
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_topics

  metric_query {
    id          = "all"
    expression  = "SUM([FILL(succeeded,0),FILL(failed,0),FILL(canceled,0)])"
    label       = "Bytes read"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = ["SUCCEEDED", "FAILED", "CANCELED"]
    content {
      id = lower(metric_query.value)

      metric {
        namespace   = "AWS/Athena"
        metric_name = "ProcessedBytes"
        period      = 86400
        stat        = "Sum"
        dimensions  = { WorkGroup = each.value, QueryState = metric_query.value, QueryType = "DML" }
      }
    }
  }
}

# Counts what has the tag "project" of this installation, once it is activated as a cost allocation tag.
resource "aws_budgets_budget" "month" {
  count        = var.monthly_budget_usd == null ? 0 : 1
  name         = "${var.name}-month"
  budget_type  = "COST"
  limit_amount = tostring(var.monthly_budget_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  cost_filter {
    name   = "TagKeyValue"
    values = [format("user:project$%s", var.name)]
  }

  dynamic "notification" {
    for_each = { ACTUAL = 80, FORECASTED = 100 }
    content {
      comparison_operator       = "GREATER_THAN"
      notification_type         = notification.key
      threshold                 = notification.value
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = local.alarm_topics
    }
  }
}
