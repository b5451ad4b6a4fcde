# Runs jobs to their end: the function again and again while it says that it is not finished, the parts of a job that was cut
# (Split-LakeJob) side by side, and then the job that makes tables. Everything that is scheduled runs through here.

locals {
  workflow_arn  = "arn:${local.partition}:states:${var.region}:${local.account}:stateMachine:${var.name}"
  execution_arn = replace(local.workflow_arn, ":stateMachine:", ":execution:")
  log_delivery = [
    "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
    "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
  ]
  workflow_invoke = "arn:${local.partition}:states:::lambda:invoke"

  # What fails again until somebody changes data, job, model or settings: the ids of errors for which a job cannot begin, and
  # what a job ends with where all that failed is such.
  permanent_errors = [
    "InvalidKey", "InvalidLakeAddress", "LakeNotGiven", "InvalidBucketName", "InvalidEnvironmentFile", "InvalidJob", "InvalidOption", "InvalidEvent",
    "InvalidModel", "InvalidQuery", "QueryNotReadOnly", "QueryOutsideLake", "InvalidRecord", "UnrepresentableRecord", "RecordTooLarge",
    "SourceNotFound", "CsvUnreadable", "ObjectExists", "TmdbNotFound", "TmdbNameUnknown", "EngineNotInstalled", "LakeEmpty", "DayWithoutData",
    "ColumnMissing", "TooManyRejects", "TableTestFailed", "TableNotFound", "RowNotFound", "QuestionNotFound", "AnswerDataMissing", "PageNotBuilt",
    "CsvCheckFailed", "CsvEmpty", "CsvNoHeader", "CsvOtherFormat", "CsvNotText", "CsvNotUtf8", "CsvByteOrderMark", "CsvBareReturn", "CsvQuoting",
    "CsvWrongDelimiter", "CsvFieldCount", "JobFailedPermanently",
  ]

  # One job: an event of the function in $.event, the number of the round in $.round. An error of the function is an error
  # of the run, which can be redriven from there.
  workflow_jobs = {
    for key, function in aws_lambda_function.jobs : key => {
      StartAt = "Run"
      States = {
        Run = {
          Type     = "Task"
          Resource = local.workflow_invoke
          # The version, which the run keeps whatever is applied while it lasts.
          Parameters     = { FunctionName = function.qualified_arn, "Payload.$" = "$.event" }
          ResultSelector = { "status.$" = "$.Payload.status" }
          ResultPath     = "$.answer"
          TimeoutSeconds = var.timeout + 60
          Retry = [
            { ErrorEquals = local.permanent_errors, MaxAttempts = 0 },
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
          Next = "Judge"
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
          Next       = "Failed"
        }
        Succeeded = { Type = "Pass", Result = "Succeeded", End = true }
        Failed    = { Type = "Fail", ErrorPath = "$.error.Error", CausePath = "$.error.Cause" }
      }
    }
  }

  # One part: it ends with a word, never with an error, so that one that fails does not stop the others. Its event waits in
  # the queue, and is an input of the workflow.
  workflow_part = merge(local.workflow_jobs["raw"], {
    States = merge(local.workflow_jobs["raw"].States, {
      Run = merge(local.workflow_jobs["raw"].States.Run, {
        Catch = [{ ErrorEquals = ["States.ALL"], ResultPath = "$.error", Next = "Report" }]
      })
      GiveUp = merge(local.workflow_jobs["raw"].States.GiveUp, { Next = "Report" })
      Report = {
        Type     = "Task"
        Resource = "arn:${local.partition}:states:::sqs:sendMessage"
        Parameters = {
          QueueUrl    = aws_sqs_queue.failed.url
          MessageBody = { "event.$" = "$.event", "error.$" = "$.error" }
        }
        ResultPath = null
        Next       = "Failed"
      }
      Failed = { Type = "Pass", Result = "Failed", End = true }
    })
  })

  in_input = { for name in ["job", "document", "parts", "tables", "lake", "steps"] : name => { Variable = "$.input.${name}", IsPresent = true } }

  workflow = {
    Comment        = "Input: {\"job\": \"name\"} with \"date\", \"lake\" and \"steps\" if wanted, or {\"parts\": \"name\"} for all parts of a job; with or without them {\"tables\": \"name\"} for the job that makes tables, without \"lake\". \"steps\" are those of \"job\"."
    StartAt        = "Day"
    TimeoutSeconds = floor(var.run_hours * 3600)
    States = merge({
      # One run has one day, however long it takes.
      Day = {
        Type = "Pass"
        Parameters = {
          usual     = { "date.$" = "States.ArrayGetItem(States.StringSplit($$.Execution.StartTime, 'T'), 0)" }
          "input.$" = "$"
        }
        Next = "Event"
      }
      Event = {
        Type       = "Pass"
        Parameters = { "input.$" = "$.input", "event.$" = "States.JsonMerge($.usual, $.input, false)" }
        Next       = "Time"
      }
      Time   = merge(local.check_date.Time, { Parameters = { "time.$" = "States.Format('{}T00:00:00Z', $.event.date)" } })
      IsDay  = merge(local.check_date.IsDay, { Default = "What" })
      NotDay = local.check_date.NotDay
      What = {
        Type = "Choice"
        Choices = [
          # Nothing of an input is passed over: what runs would not be what was asked for.
          { And = [local.in_input.parts, { Or = [local.in_input.job, local.in_input.document, local.in_input.lake, local.in_input.steps] }], Next = "NotTogether" },
          { And = [local.in_input.tables, { Or = [local.in_input.document, local.in_input.lake] }], Next = "NotTogether" },
          { And = [local.in_input.tables, local.in_input.steps, { Not = local.in_input.job }], Next = "NotTogether" },
          merge(local.in_input.parts, { Next = "Parts" }),
          { And = [local.in_input.job, local.in_input.tables, local.in_input.steps], Next = "StepsBeforeTables" },
          { And = [local.in_input.job, local.in_input.tables], Next = "JobBeforeTables" },
          merge(local.in_input.tables, { Next = "Tables" }),
        ]
        Default = "Job"
      }
      NotTogether = {
        Type  = "Fail"
        Error = "InvalidEvent"
        Cause = "Parts and tables are of this installation's lake, and all their steps run: give lake with a job alone, steps with a job, and parts without a job."
      }
      Job = {
        Type       = "Pass"
        Parameters = { "jobs.$" = "States.Array($.event)" }
        ResultPath = "$.work"
        Next       = "RunJob"
      }
      JobBeforeTables = {
        Type       = "Pass"
        Parameters = { jobs = [{ "job.$" = "$.event.job", "date.$" = "$.event.date" }] }
        ResultPath = "$.work"
        Next       = "RunJob"
      }
      StepsBeforeTables = {
        Type       = "Pass"
        Parameters = { jobs = [{ "job.$" = "$.event.job", "date.$" = "$.event.date", "steps.$" = "$.event.steps" }] }
        ResultPath = "$.work"
        Next       = "RunJob"
      }
      RunJob = {
        Type          = "Map"
        ItemsPath     = "$.work.jobs"
        ItemSelector  = { "event.$" = "$$.Map.Item.Value", round = 1 }
        ItemProcessor = merge({ ProcessorConfig = { Mode = "INLINE" } }, local.workflow_jobs["raw"])
        ResultPath    = null
        Next          = "Then"
      }
      Parts = {
        Type       = "Pass"
        Parameters = { "prefix.$" = "States.Format('${local.jobs_prefix}{}-part-', $.input.parts)" }
        ResultPath = "$.work"
        Next       = "RunParts"
      }
      RunParts = {
        Type           = "Map"
        MaxConcurrency = var.parts_at_once
        ItemReader = {
          Resource   = "arn:${local.partition}:states:::s3:listObjectsV2"
          Parameters = { Bucket = aws_s3_bucket.lake.id, "Prefix.$" = "$.work.prefix" }
        }
        ItemSelector = {
          event = {
            "job.$"  = "States.ArrayGetItem(States.StringSplit($$.Map.Item.Value.Key, '/'), ${length(split("/", local.jobs_prefix)) - 1})"
            "date.$" = "$.event.date"
          }
          round = 1
        }
        ItemProcessor = merge({ ProcessorConfig = { Mode = "DISTRIBUTED", ExecutionType = "STANDARD" } }, local.workflow_part)
        ResultPath    = "$.results"
        Next          = "Count"
      }
      Count = {
        Type       = "Pass"
        Parameters = { "runs.$" = "States.ArrayLength($.results)", "isFailed.$" = "States.ArrayContains($.results, 'Failed')" }
        ResultPath = "$.count"
        Next       = "AllParts"
      }
      AllParts = {
        Type = "Choice"
        Choices = [
          { Variable = "$.count.runs", NumericEquals = 0, Next = "NoParts" },
          { Variable = "$.count.isFailed", BooleanEquals = true, Next = "SomeFailed" },
        ]
        Default = "Then"
      }
      NoParts    = { Type = "Fail", Error = "NoParts", Cause = "There are no parts of that name under ${local.jobs_prefix} in the bucket." }
      SomeFailed = { Type = "Fail", Error = "JobFailed", Cause = "What failed waits in the queue ${aws_sqs_queue.failed.name}, with its event and its error." }
      Then = {
        Type    = "Choice"
        Choices = [{ Variable = "$.input.tables", IsPresent = true, Next = "Tables" }]
        Default = "Done"
      }
      Done = { Type = "Succeed" }
    }, local.workflow_tables)
  }

  # A date that is given by hand becomes part of keys: only a time that reads as one has such a day.
  check_date = {
    Time   = { Type = "Pass", ResultPath = "$.midnight", Next = "IsDay" }
    IsDay  = { Type = "Choice", Choices = [{ Variable = "$.midnight.time", IsTimestamp = false, Next = "NotDay" }] }
    NotDay = { Type = "Fail", Error = "InvalidEvent", Cause = "The date of the input is none: give it as yyyy-MM-dd, for example 2022-05-02." }
  }

  # The parse of both: a conditional would want states of one type.
  workflow_tables = jsondecode(local.is_athena ? jsonencode({
    Tables = {
      Type     = "Task"
      Resource = "arn:${local.partition}:states:::states:startExecution.sync:2"
      Parameters = {
        StateMachineArn = local.tables_arn
        Input           = { "date.$" = "$.event.date", "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$" = "$$.Execution.Id" }
      }
      ResultPath = null
      Next       = "Done"
    }
    }) : var.engine_zip == null ? jsonencode({
    Tables = { Type = "Fail", Error = "NoTables", Cause = "This installation makes no tables: it was applied without engine_zip, and with engine duckdb." }
    }) : jsonencode({
    Tables = {
      Type       = "Pass"
      Parameters = { jobs = [{ "job.$" = "$.event.tables", "date.$" = "$.event.date" }] }
      ResultPath = "$.work"
      Next       = "RunTables"
    }
    RunTables = {
      Type          = "Map"
      ItemsPath     = "$.work.jobs"
      ItemSelector  = { "event.$" = "$$.Map.Item.Value", round = 1 }
      ItemProcessor = merge({ ProcessorConfig = { Mode = "INLINE" } }, lookup(local.workflow_jobs, "tables", null))
      ResultPath    = null
      Next          = "Folder"
    }
    Folder = {
      Type = "Pass"
      Parameters = {
        "event.$" = "$.event"
        "day.$"   = "States.Format('{}/{}/{}', States.ArrayGetItem(States.StringSplit($.event.date, '-'), 0), States.ArrayGetItem(States.StringSplit($.event.date, '-'), 1), States.ArrayGetItem(States.StringSplit($.event.date, '-'), 2))"
      }
      Next = "FindTables"
    }
    FindTables   = local.workflow_move.FindTables
    ArePublished = local.workflow_move.ArePublished
    Current      = local.workflow_move.Current
    MoveTables   = local.workflow_move.MoveTables
  }))
}

# The name that Step Functions' own logs have; a policy of the account's logs has room for few of other names.
resource "aws_cloudwatch_log_group" "workflow" {
  name              = "/aws/vendedlogs/states/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_sfn_state_machine" "jobs" {
  name       = var.name
  role_arn   = aws_iam_role.workflow.arn
  definition = jsonencode(local.workflow)

  # No data of runs: a failed one shows it in its execution and in the queue.
  logging_configuration {
    level           = "ERROR"
    log_destination = "${aws_cloudwatch_log_group.workflow.arn}:*"
  }

  tracing_configuration {
    enabled = var.tracing
  }

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
      values   = [local.workflow_arn, "${local.workflow_arn}/*"]
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
    resources = [for function in aws_lambda_function.jobs : "${function.arn}:*"]
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
      values   = concat(["${local.jobs_prefix}*"], var.engine_zip == null || local.is_athena ? [] : ["${local.root}Refined/Lake/JSON/Manifest/*"])
    }
  }

  # The run that makes tables, and how Step Functions hears of its end.
  dynamic "statement" {
    for_each = local.is_athena ? {
      StartTables  = { actions = ["states:StartExecution"], resource = local.tables_arn }
      FollowTables = { actions = ["states:DescribeExecution", "states:StopExecution"], resource = "${replace(local.tables_arn, ":stateMachine:", ":execution:")}:*" }
      HearOfTables = { actions = ["events:PutTargets", "events:PutRule", "events:DescribeRule"], resource = "arn:${local.partition}:events:${var.region}:${local.account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule" }
    } : {}
    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = [statement.value.resource]
    }
  }

  dynamic "statement" {
    for_each = var.engine_zip == null || local.is_athena ? [] : [1]
    content {
      sid       = "MoveTables"
      actions   = ["glue:GetTable", "glue:UpdateTable"]
      resources = concat(["${local.glue_arn}:catalog", aws_glue_catalog_database.refined.arn], [for name in keys(local.refined) : "${local.glue_arn}:table/${local.databases.refined}/${name}"])
    }
  }

  # A distributed map runs every part as an execution of its own.
  statement {
    sid       = "StartParts"
    actions   = ["states:StartExecution"]
    resources = [local.workflow_arn]
  }

  # Its own: an execution's name follows a colon, a map run's a slash, so that no longer name of a machine fits.
  statement {
    sid       = "FollowParts"
    actions   = ["states:DescribeExecution", "states:StopExecution", "states:RedriveExecution"]
    resources = ["${local.execution_arn}:*", "${local.execution_arn}/*"]
  }

  # What Step Functions needs to log; these verbs know no resources.
  statement {
    sid       = "DeliverLogs"
    actions   = local.log_delivery
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = var.tracing ? [1] : []
    content {
      sid       = "Trace"
      actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"]
      resources = ["*"]
    }
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

resource "aws_iam_role_policy" "workflow" {
  name   = "run-jobs"
  role   = aws_iam_role.workflow.id
  policy = data.aws_iam_policy_document.workflow.json
}
