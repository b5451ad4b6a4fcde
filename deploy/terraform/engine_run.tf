# The run of the engine athena, from the day to the tables that moved.

locals {
  # JSON, because the states of a run are of many types.
  run_levels = jsondecode(jsonencode(merge([for index, level in local.levels : {
    "Level${index}" = {
      Type       = "Pass"
      Result     = [for name in level : merge(local.run_items[name], { sql = local.statements.write[name] })]
      ResultPath = "$.items"
      Next       = "Build${index}"
    }
    "Build${index}" = {
      Type           = "Map"
      MaxConcurrency = var.athena_queries_at_once
      ItemsPath      = "$.items"
      ItemSelector   = { "item.$" = "$$.Map.Item.Value", "run.$" = "$.run", "day.$" = "$.day", "database.$" = "$.database" }
      ItemProcessor  = merge({ ProcessorConfig = { Mode = "INLINE" } }, local.build_table)
      ResultPath     = "$.made${index}"
      Next           = index + 1 < length(local.levels) ? "Level${index + 1}" : "Tests"
    }
    "Published${index}" = {
      Type       = "Pass"
      Result     = [for name in level : local.run_items[name] if local.run_items[name].database != ""]
      ResultPath = "$.items"
      Next       = "Publish${index}"
    }
    "Publish${index}" = {
      Type           = "Map"
      MaxConcurrency = 4
      ItemsPath      = "$.items"
      ItemSelector = {
        "table.$" = "$$.Map.Item.Value", "day.$" = "$.day", "date.$" = "$.date", "run.$" = "$.run", "committed.$" = "$.commit.at"
        "made.$"  = "States.ArrayGetItem($.made${index}, $$.Map.Item.Index)"
      }
      ItemProcessor = {
        ProcessorConfig = { Mode = "INLINE" }
        StartAt         = "Publish"
        States = {
          # An execution of its own for each table: a run has room for 25,000 events, and a table may have many files. And a run
          # that is redriven begins a table anew, with the question whether it is still the last one of its day.
          Publish = {
            Type     = "Task"
            Resource = "arn:${local.partition}:states:::states:startExecution.sync:2"
            Parameters = {
              StateMachineArn = local.publish_arn
              Input = merge(
                { for name in ["table", "day", "date", "run", "committed", "made"] : "${name}.$" => "$.${name}" },
                { "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$" = "$$.Execution.Id" },
              )
            }
            ResultSelector = { "output.$" = "$.Output" }
            ResultPath     = "$.answer"
            Retry          = local.ask_retry
            Next           = "IsLast"
          }
          IsLast     = { Type = "Choice", Choices = [{ Variable = "$.answer.output.is_last", BooleanEquals = true, Next = "Published" }], Default = "Superseded" }
          Published  = { Type = "Pass", Parameters = { "name.$" = "$.table.name" }, End = true }
          Superseded = { Type = "Fail", Error = "BuildConflict", Cause = "Another run has published the tables of the day since this one did. Those that this one had not moved stay where that one has moved them." }
        }
      }
      ResultPath = null
      Next       = index + 1 < length(local.levels) ? "Published${index + 1}" : "Clear"
    }
  }]...)))

  publish = {
    Comment        = "Publishes one table of a run that has committed, as long as no other run of the day has."
    StartAt        = "See"
    TimeoutSeconds = floor(var.run_hours * 3600)
    States = {
      See        = merge(local.see_build, { ResultPath = "$.last", Next = "IsLast" })
      IsLast     = { Type = "Choice", Choices = [{ Variable = "$.last.Item.build.S", StringEqualsPath = "$.run", Next = "Location" }], Default = "Superseded" }
      Superseded = { Type = "Pass", Parameters = { is_last = false }, End = true }
      Location   = { Type = "Pass", InputPath = "$.made.location", ResultPath = "$.location", Next = "HasFiles" }
      # The folder of the day in <table>_days has one file that names the files of the run: S3 replaces it as a whole, and what
      # failed runs have left is in no list.
      HasFiles = {
        Type    = "Choice"
        Choices = [{ Variable = "$.made.files", StringEquals = "", Next = "NoLinks" }]
        Default = "Links"
      }
      Links = {
        Type     = "Task"
        Resource = "${local.sdk}:s3:copyObject"
        Parameters = {
          Bucket         = var.bucket
          "Key.$"        = "States.Format('{}{}/files', $.table.links, $.day)"
          "CopySource.$" = "States.Format('{}/{}/{}', ${join(", ", [for part in range(1, 4) : "States.ArrayGetItem(States.StringSplit($.made.files, '/'), ${part})"])})"
        }
        ResultPath = null
        Retry      = local.glue_retry
        Next       = "Table"
      }
      NoLinks = {
        Type       = "Task"
        Resource   = "${local.sdk}:s3:deleteObject"
        Parameters = { Bucket = var.bucket, "Key.$" = "States.Format('{}{}/files', $.table.links, $.day)" }
        ResultPath = null
        Retry      = local.glue_retry
        Next       = "Table"
      }
      Table   = local.move_table.States.See
      IsNewer = local.move_table.States.IsNewer
      # What has moved it meanwhile may be a later run of the day.
      Move = merge(local.move_table.States.Move, { Catch = [{ ErrorEquals = ["Glue.ConcurrentModificationException"], ResultPath = null, Next = "See" }] })
      # What other runs of the day had written when this one committed is marked, and removed after old_runs_days: none of them
      # can commit any more. What was written since is of one that may.
      Stay = { Type = "Pass", Parameters = { "key.$" = "States.Format('{}{}/', $.table.prefix, $.day)" }, ResultPath = "$.after", Next = "List" }
      # A page of a thousand is more than a state takes, which is 256 KB.
      List = {
        Type       = "Task"
        Resource   = "${local.sdk}:s3:listObjectsV2"
        Parameters = { Bucket = var.bucket, "Prefix.$" = "States.Format('{}{}/', $.table.prefix, $.day)", "StartAfter.$" = "$.after.key", MaxKeys = 500 }
        ResultPath = "$.listed"
        Retry      = local.glue_retry
        Next       = "IsAny"
      }
      IsAny = {
        Type    = "Choice"
        Choices = [{ Variable = "$.listed.Contents[0].Key", IsPresent = true, Next = "Mark" }]
        Default = "Kept"
      }
      Mark = {
        Type           = "Map"
        MaxConcurrency = 4
        ItemsPath      = "$.listed.Contents"
        ItemSelector = {
          "key.$"       = "$$.Map.Item.Value.Key"
          "written.$"   = "$$.Map.Item.Value.LastModified"
          "committed.$" = "$.committed"
          "run.$"       = "States.ArrayGetItem(States.StringSplit($$.Map.Item.Value.Key, '/'), ${local.run_place})"
          "own.$"       = "States.ArrayGetItem(States.StringSplit($.location, '/'), ${local.run_place + 2})"
        }
        ItemProcessor = {
          ProcessorConfig = { Mode = "INLINE" }
          StartAt         = "IsOwn"
          States = {
            IsOwn = { Type = "Choice", Choices = [{ Variable = "$.run", StringEqualsPath = "$.own", Next = "Kept" }], Default = "IsOld" }
            IsOld = { Type = "Choice", Choices = [{ Variable = "$.written", StringLessThanPath = "$.committed", Next = "Old" }], Default = "Kept" }
            Kept  = { Type = "Pass", End = true }
            Old = {
              Type       = "Task"
              Resource   = "${local.sdk}:s3:putObjectTagging"
              Parameters = { Bucket = var.bucket, "Key.$" = "$.key", Tagging = { TagSet = [{ Key = "datalake-old-run", Value = "true" }] } }
              Retry      = local.glue_retry
              End        = true
            }
          }
        }
        ResultPath = null
        Next       = "AreMore"
      }
      AreMore = {
        Type    = "Choice"
        Choices = [{ Variable = "$.listed.IsTruncated", BooleanEquals = true, Next = "After" }]
        Default = "Kept"
      }
      After = {
        Type       = "Pass"
        Parameters = { "key.$" = "States.ArrayGetItem($.listed.Contents[*].Key, States.MathAdd(States.ArrayLength($.listed.Contents), -1))" }
        ResultPath = "$.after"
        Next       = "List"
      }
      Kept = { Type = "Pass", Parameters = { is_last = true }, End = true }
    }
  }

  see_build = {
    Type       = "Task"
    Resource   = "arn:${local.partition}:states:::dynamodb:getItem"
    Parameters = { TableName = local.tables_name, ConsistentRead = true, Key = { day = { "S.$" = "$.date" } } }
    Retry      = local.run_retry
  }

  # <root>Refined/Athena/Parquet/FactTitle/2022/05/02/<run>/...
  run_place = length(compact(split("/", local.root))) + 4 + 3

  test_table = {
    StartAt = "Ask"
    States = {
      Ask = local.ask.test
      Judge = {
        Type    = "Choice"
        Choices = [{ Variable = "$.answer.output.failed", StringEquals = "0", Next = "Good" }]
        Default = "Found"
      }
      Good = { Type = "Pass", Parameters = { "name.$" = "$.item.name", "rows.$" = "$.answer.output.rows" }, End = true }
      Found = {
        Type       = "Pass"
        Parameters = { "cause.$" = "States.Format('{} data tests of {} found something: {}. Nothing was published.', $.answer.output.failed, $.item.name, $.answer.output.names)" }
        Next       = "TestFailed"
      }
      TestFailed = { Type = "Fail", Error = "TableTestFailed", CausePath = "$.cause" }
    }
  }

  run = {
    Comment        = "Makes, tests and publishes the tables with Athena. Input: {} or {\"date\": \"2022-05-02\"}."
    StartAt        = "HasDate"
    TimeoutSeconds = floor(var.run_hours * 3600)
    States = merge({
      HasDate = {
        Type    = "Choice"
        Choices = [{ Variable = "$.date", IsPresent = true, Next = "Time" }]
        Default = "Today"
      }
      Today = {
        Type       = "Pass"
        Parameters = { "date.$" = "States.ArrayGetItem(States.StringSplit($$.Execution.StartTime, 'T'), 0)" }
        Next       = "Names"
      }
      Time   = merge(local.check_date.Time, { Parameters = { "time.$" = "States.Format('{}T00:00:00Z', $.date)" } })
      IsDay  = merge(local.check_date.IsDay, { Default = "Names" })
      NotDay = local.check_date.NotDay
      # The run is the execution, also when it is redriven.
      Names = {
        Type = "Pass"
        Parameters = {
          "date.$"     = "$.date"
          "run.$"      = "States.Hash($$.Execution.Id, 'MD5')"
          "day.$"      = "States.Format('{}/{}/{}', States.ArrayGetItem(States.StringSplit($.date, '-'), 0), States.ArrayGetItem(States.StringSplit($.date, '-'), 1), States.ArrayGetItem(States.StringSplit($.date, '-'), 2))"
          "database.$" = "States.Format('${local.run_database}{}', States.Hash($$.Execution.Id, 'MD5'))"
        }
        Next = "See"
      }
      See = merge(local.see_build, { ResultPath = "$.before", Next = "IsFirst" })
      IsFirst = {
        Type    = "Choice"
        Choices = [{ Variable = "$.before.Item.build.S", IsPresent = true, Next = "Before" }]
        Default = "First"
      }
      Before = { Type = "Pass", InputPath = "$.before.Item.build.S", ResultPath = "$.seen", Next = "Database" }
      First  = { Type = "Pass", Result = "none", ResultPath = "$.seen", Next = "Database" }
      Database = {
        Type       = "Task"
        Resource   = "${local.sdk}:glue:createDatabase"
        Parameters = { DatabaseInput = { "Name.$" = "$.database", "Description.$" = "States.Format('A run of ${var.name} as of {}; removed when it has published', $.day)" } }
        ResultPath = null
        Retry      = [{ ErrorEquals = ["Glue.AlreadyExistsException"], MaxAttempts = 0 }, local.glue_retry[0]]
        Catch      = [{ ErrorEquals = ["Glue.AlreadyExistsException"], ResultPath = null, Next = "Level0" }]
        Next       = "Level0"
      }
      Tests = {
        Type       = "Pass"
        Result     = [for name, sql in local.statements.test : { name = name, sql = sql, prefix = "" }]
        ResultPath = "$.items"
        Next       = "Test"
      }
      Test = {
        Type           = "Map"
        MaxConcurrency = var.athena_queries_at_once
        ItemsPath      = "$.items"
        ItemSelector   = { "item.$" = "$$.Map.Item.Value", "run.$" = "$.run", "day.$" = "$.day", "source_day.$" = "$.day", "database.$" = "$.database" }
        ItemProcessor  = merge({ ProcessorConfig = { Mode = "INLINE" } }, local.test_table)
        ResultPath     = "$.rows"
        Next           = "Manifest"
      }
      Manifest = {
        Type     = "Task"
        Resource = "${local.sdk}:s3:putObject"
        Parameters = {
          Bucket      = var.bucket
          "Key.$"     = "States.Format('${local.manifests}{}/{}.json', $.day, $.run)"
          ContentType = "application/json"
          Body = {
            format     = 1, engine = "Athena", "day.$" = "$.date", "build.$" = "$.run", "started.$" = "$$.Execution.StartTime", "rows.$" = "$.rows"
            "tables.$" = "States.Array(${join(", ", [for index, _ in local.levels : "$.made${index}"])})"
          }
        }
        ResultPath = null
        Retry      = local.run_retry
        Next       = "Committing"
      }
      Committing = { Type = "Pass", Parameters = { "at.$" = "$$.State.EnteredTime" }, ResultPath = "$.commit", Next = "Commit" }
      Commit = {
        Type     = "Task"
        Resource = "arn:${local.partition}:states:::dynamodb:updateItem"
        Parameters = {
          TableName                 = local.tables_name
          Key                       = { day = { "S.$" = "$.date" } }
          UpdateExpression          = "SET build = :run, started = :started"
          ConditionExpression       = "attribute_not_exists(build) OR build = :seen OR build = :run"
          ExpressionAttributeValues = { ":run" = { "S.$" = "$.run" }, ":seen" = { "S.$" = "$.seen" }, ":started" = { "S.$" = "$$.Execution.StartTime" } }
        }
        ResultPath = null
        Retry      = [{ ErrorEquals = ["DynamoDB.ConditionalCheckFailedException"], MaxAttempts = 0 }, local.glue_retry[0]]
        Catch      = [{ ErrorEquals = ["DynamoDB.ConditionalCheckFailedException"], ResultPath = null, Next = "Conflict" }]
        Next       = "Published0"
      }
      Conflict = { Type = "Fail", Error = "BuildConflict", Cause = "Another run published the tables of the day at the same time. Nothing of this one was published." }
      Clear = {
        Type       = "Task"
        Resource   = "${local.sdk}:glue:deleteDatabase"
        Parameters = { "Name.$" = "$.database" }
        ResultPath = null
        Retry      = local.glue_retry
        Next       = "Done"
      }
      Done = { Type = "Pass", Parameters = { "build.$" = "$.run", "day.$" = "$.date", "rows.$" = "$.rows" }, End = true }
    }, local.run_levels)
  }
}

resource "aws_athena_workgroup" "tables" {
  count         = local.engine_count
  name          = local.tables_name
  description   = "Statements of the runs that make tables"
  force_destroy = true

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = floor(var.athena_run_gb * 1000000000)

    engine_version {
      selected_engine_version = "Athena engine version 3"
    }

    result_configuration {
      output_location = "s3://${aws_s3_bucket.results.id}/tables/"

      encryption_configuration {
        encryption_option = var.kms_key_arn == null ? "SSE_S3" : "SSE_KMS"
        kms_key_arn       = var.kms_key_arn
      }
    }
  }
}

# One item for each day: the run that has published it. Its conditional change is the commit.
resource "aws_dynamodb_table" "builds" {
  count        = local.engine_count
  name         = local.tables_name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "day"

  attribute {
    name = "day"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = var.kms_key_arn != null
    kms_key_arn = var.kms_key_arn
  }
}

resource "aws_cloudwatch_log_group" "engine" {
  for_each = local.is_athena ? toset(["tables", "statement", "publish"]) : []

  name              = "/aws/vendedlogs/states/${var.name}-${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_sfn_state_machine" "engine" {
  for_each = local.is_athena ? { tables = jsonencode(local.run), statement = jsonencode(local.statement), publish = jsonencode(local.publish) } : {}

  name       = "${var.name}-${each.key}"
  role_arn   = aws_iam_role.engine[0].arn
  definition = each.value

  logging_configuration {
    level           = "ERROR"
    log_destination = "${aws_cloudwatch_log_group.engine[each.key].arn}:*"
  }

  tracing_configuration {
    enabled = var.tracing
  }

  lifecycle {
    precondition {
      condition     = length(distinct(flatten(local.levels))) == length(local.contracts) + length(local.origins)
      error_message = "The SQL of some tables reads, through other tables, itself, or a chain of tables is longer than six."
    }
    precondition {
      condition     = alltrue([for pieces in concat(values(local.statements.write), values(local.statements.test)) : length(pieces) == 4 && length(join("", pieces)) < 250000])
      error_message = "Athena takes statements of 256 KiB, and a run has one place for its day in each."
    }
    precondition {
      condition     = alltrue([for name, contract in local.seeds : trimspace(split("\n", file(local.model_files["seeds/${name}.csv"]))[0]) == join(",", contract.columns[*].name)])
      error_message = "The header of a seed is not the names of its contract's columns, in their order."
    }
    precondition {
      condition     = alltrue([for origin in local.origins : length([for contract in values(local.described) : contract if contract.from.origin == origin]) <= 100])
      error_message = "UNLOAD writes 100 partitions, and the records of one origin are for more tables."
    }
    precondition {
      condition     = alltrue([for level in local.levels : length(jsonencode([for name in level : [local.run_items[name], local.statements.write[name]]])) < 200000]) && length(each.value) < 1000000
      error_message = "The model has more text than Step Functions carries: 256 KB of data, 1 MB of definition."
    }
  }

  depends_on = [aws_iam_role_policy.engine]
}
