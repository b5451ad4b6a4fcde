# Runs jobs to their end: the function again and again while it says that it is not finished, and the parts of a job that
# was cut (Split-LakeJob) side by side. Everything that is scheduled runs through here.

locals {
  workflow_arn = "arn:${data.aws_partition.this.partition}:states:${var.region}:${local.account}:stateMachine:${var.name}"

  # One job: an event of the function in $.event, the number of the round in $.round. Ends with a word, never with an
  # error, so that one part that fails does not stop the others.
  workflow_job = {
    StartAt = "Run"
    States = {
      Run = {
        Type     = "Task"
        Resource = "arn:${data.aws_partition.this.partition}:states:::lambda:invoke"
        Parameters = {
          FunctionName = aws_lambda_function.jobs.arn
          "Payload.$"  = "$.event"
        }
        ResultSelector = { "status.$" = "$.Payload.status" }
        ResultPath     = "$.answer"
        TimeoutSeconds = var.timeout + 60
        Retry = [
          { ErrorEquals = ["InvalidEvent", "InvalidJob", "InvalidOption"], MaxAttempts = 0 },
          {
            ErrorEquals     = ["Lambda.TooManyRequestsException", "Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException"]
            IntervalSeconds = 5
            BackoffRate     = 2
            MaxAttempts     = 8
            MaxDelaySeconds = 300
            JitterStrategy  = "FULL"
          },
          { ErrorEquals = ["States.ALL"], IntervalSeconds = 60, BackoffRate = 2, MaxAttempts = var.function_retries },
        ]
        Catch = [{ ErrorEquals = ["States.ALL"], ResultPath = "$.error", Next = "Report" }]
        Next  = "Judge"
      }
      Judge = {
        Type = "Choice"
        Choices = [
          { Variable = "$.answer.status", StringEquals = "Succeeded", Next = "Succeeded" },
          {
            And  = [{ Variable = "$.answer.status", StringEquals = "Incomplete" }, { Variable = "$.round", NumericLessThan = var.max_rounds }]
            Next = "Again"
          },
        ]
        Default = "GiveUp"
      }
      Again = {
        Type       = "Pass"
        Parameters = { "event.$" = "$.event", "round.$" = "States.MathAdd($.round, 1)" }
        Next       = "Run"
      }
      GiveUp = {
        Type       = "Pass"
        Parameters = { Error = "JobNotDone", "Cause.$" = "States.Format('In round {} the function said {}.', $.round, $.answer.status)" }
        ResultPath = "$.error"
        Next       = "Report"
      }
      Report = {
        Type     = "Task"
        Resource = "arn:${data.aws_partition.this.partition}:states:::sqs:sendMessage"
        Parameters = {
          QueueUrl    = aws_sqs_queue.failed.url
          MessageBody = { "event.$" = "$.event", "error.$" = "$.error" }
        }
        ResultPath = null
        Next       = "Failed"
      }
      Succeeded = { Type = "Pass", Result = "Succeeded", End = true }
      Failed    = { Type = "Pass", Result = "Failed", End = true }
    }
  }

  workflow = {
    Comment = "Input: {\"job\": \"name\"} with \"date\", \"lake\" and \"steps\" if wanted, or {\"parts\": \"name\"} for all parts of a job."
    StartAt = "Day"
    States = {
      # One run has one day, however long it takes.
      Day = {
        Type = "Pass"
        Parameters = {
          usual     = { "date.$" = "States.ArrayGetItem(States.StringSplit($$.Execution.StartTime, 'T'), 0)" }
          "input.$" = "$"
        }
        Next = "What"
      }
      What = {
        Type    = "Choice"
        Choices = [{ Variable = "$.input.parts", IsPresent = true, Next = "Parts" }]
        Default = "Job"
      }
      Job = {
        Type       = "Pass"
        Parameters = { "jobs.$" = "States.Array(States.JsonMerge($.usual, $.input, false))" }
        Next       = "RunJob"
      }
      RunJob = {
        Type          = "Map"
        ItemsPath     = "$.jobs"
        ItemSelector  = { "event.$" = "$$.Map.Item.Value", round = 1 }
        ItemProcessor = merge({ ProcessorConfig = { Mode = "INLINE" } }, local.workflow_job)
        ResultPath    = "$.results"
        Next          = "Count"
      }
      Parts = {
        Type = "Pass"
        Parameters = {
          "event.$"  = "States.JsonMerge($.usual, $.input, false)"
          "prefix.$" = "States.Format('${local.jobs_prefix}{}-part-', $.input.parts)"
        }
        Next = "RunParts"
      }
      RunParts = {
        Type           = "Map"
        MaxConcurrency = var.parts_at_once
        ItemReader = {
          Resource   = "arn:${data.aws_partition.this.partition}:states:::s3:listObjectsV2"
          Parameters = { Bucket = aws_s3_bucket.lake.id, "Prefix.$" = "$.prefix" }
        }
        ItemSelector = {
          event = {
            "job.$"  = "States.ArrayGetItem(States.StringSplit($$.Map.Item.Value.Key, '/'), ${length(split("/", local.jobs_prefix)) - 1})"
            "date.$" = "$.event.date"
          }
          round = 1
        }
        ItemProcessor = merge({ ProcessorConfig = { Mode = "DISTRIBUTED", ExecutionType = "STANDARD" } }, local.workflow_job)
        ResultPath    = "$.results"
        Next          = "Count"
      }
      Count = {
        Type       = "Pass"
        Parameters = { "runs.$" = "States.ArrayLength($.results)", "isFailed.$" = "States.ArrayContains($.results, 'Failed')" }
        Next       = "End"
      }
      End = {
        Type = "Choice"
        Choices = [
          { Variable = "$.runs", NumericEquals = 0, Next = "NoParts" },
          { Variable = "$.isFailed", BooleanEquals = true, Next = "SomeFailed" },
        ]
        Default = "Done"
      }
      NoParts    = { Type = "Fail", Error = "NoParts", Cause = "There are no parts of that name under ${local.jobs_prefix} in the bucket." }
      SomeFailed = { Type = "Fail", Error = "JobFailed", Cause = "What failed waits in the queue ${aws_sqs_queue.failed.name}, with its event and its error." }
      Done       = { Type = "Succeed" }
    }
  }
}

resource "aws_sfn_state_machine" "jobs" {
  name       = var.name
  role_arn   = aws_iam_role.workflow.arn
  definition = jsonencode(local.workflow)

  depends_on = [aws_iam_role_policy.workflow]
}

data "aws_iam_policy_document" "workflow_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["states.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["${local.workflow_arn}*"]
    }
  }
}

resource "aws_iam_role" "workflow" {
  name               = "${var.name}-workflow"
  description        = "Lets the workflow of ${var.name} run its function"
  assume_role_policy = data.aws_iam_policy_document.workflow_trust.json
}

data "aws_iam_policy_document" "workflow" {
  statement {
    sid       = "RunJobs"
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_function.jobs.arn]
  }

  statement {
    sid       = "ReportFailures"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failed.arn]
  }

  statement {
    sid       = "FindParts"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.lake.arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["${local.jobs_prefix}*"]
    }
  }

  # A distributed map runs every part as an execution of its own.
  statement {
    sid       = "StartParts"
    actions   = ["states:StartExecution"]
    resources = [local.workflow_arn]
  }

  statement {
    sid       = "FollowParts"
    actions   = ["states:DescribeExecution", "states:StopExecution"]
    resources = ["${replace(local.workflow_arn, ":stateMachine:", ":execution:")}*"]
  }
}

resource "aws_iam_role_policy" "workflow" {
  name   = "run-jobs"
  role   = aws_iam_role.workflow.id
  policy = data.aws_iam_policy_document.workflow.json
}
