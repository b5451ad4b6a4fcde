# The engine athena: the model's statements in their order, each UNLOADed into a folder of its own; the data tests; the
# manifest; the one item whose change is the commit; and only then the tables move. What fails before the commit has moved
# nothing, and what fails behind it is redriven. Of two runs of a day the second to commit finds the first and stops.

locals {
  engine_count  = local.is_athena ? 1 : 0
  tables_name   = "${var.name}-tables"
  tables_arn    = "arn:${local.partition}:states:${var.region}:${local.account}:stateMachine:${local.tables_name}"
  statement_arn = "arn:${local.partition}:states:${var.region}:${local.account}:stateMachine:${var.name}-statement"
  publish_arn   = "arn:${local.partition}:states:${var.region}:${local.account}:stateMachine:${var.name}-publish"
  sdk           = "arn:${local.partition}:states:::aws-sdk"

  # A database for each run, named by 32 characters: the names in the model's SQL stay as they are.
  manifests    = "${local.root}Refined/Athena/JSON/Manifest/"
  run_database = replace("${var.name}_run_", "-", "_")
  layer_names  = { trusted = "Trusted", refined = "Refined" }

  # What only the run itself reads.
  work = "${local.root}Trusted/Athena/Work/"

  csv_items = { for name, contract in local.csv : name => {
    folder = "${local.root}${var.layers[0]}/${contract.from.origin}/CSV/${contract.from.specification}/"
    # Where year, month and day stand in a prefix that is split at its slashes.
    places = [for place in range(0, 3) : place + length(compact(split("/", "${local.root}${var.layers[0]}/${contract.from.origin}/CSV/${contract.from.specification}")))]
  } }

  run_items = merge(
    { for name, contract in local.contracts : name => merge(
      {
        name        = name
        description = substr(try(contract.grain.en, ""), 0, 2048)
        columns     = [for column in local.columns[name] : { Name = column.name, Type = column.type, Comment = column.comment }]
        partitions  = []
        parameters  = local.run_parameters
        database    = contract.layer == "seeds" ? "" : local.databases[contract.layer]
        prefix      = contract.layer == "seeds" ? "${local.work}${local.folder_names[name]}/" : "${local.root}${local.layer_names[contract.layer]}/Athena/Parquet/${local.folder_names[name]}/"
        links       = contract.layer == "seeds" ? "" : "${local.root}${local.layer_names[contract.layer]}/Athena/Links/${local.folder_names[name]}/"
      },
      try(local.csv_items[name], {}),
    ) },
    # UNLOAD names the folders of its partitions as projection looks for them: table_name=tmdb_movies/.
    { for origin, name in local.record_tables : name => {
      name        = name
      description = "The records of ${origin}, by the table that they are for"
      columns     = [{ Name = "raw_key", Type = "string" }, { Name = "raw_day", Type = "date" }, { Name = "record", Type = "string" }]
      partitions  = [{ Name = "table_name", Type = "string" }]
      parameters = merge(local.run_parameters, {
        "projection.enabled"           = "true"
        "projection.table_name.type"   = "enum"
        "projection.table_name.values" = join(",", [for table, contract in local.described : table if contract.from.origin == origin])
      })
      database = ""
      prefix   = "${local.work}${origin}/"
      links    = ""
    } },
  )
  run_parameters = { EXTERNAL = "TRUE", classification = "parquet" }

  run_retry = [
    { ErrorEquals = ["Athena.InvalidRequestException", "States.Runtime"], MaxAttempts = 0 },
    { ErrorEquals = ["States.ALL"], IntervalSeconds = 5, BackoffRate = 2, MaxAttempts = 6, MaxDelaySeconds = 120, JitterStrategy = "FULL" },
  ]

  # One statement: $.sql in four pieces, $.run, $.day, $.date, $.table, $.prefix, $.database.
  statement = {
    Comment        = "Runs one statement of a run in Athena to its end."
    StartAt        = "Begin"
    TimeoutSeconds = 3 * floor(var.athena_query_minutes * 60) + 600
    States = {
      Begin = { Type = "Pass", Result = 1, ResultPath = "$.attempt", Next = "Place" }
      # UNLOAD wants a folder that is empty, and leaves orphans when it fails: so no two attempts have one.
      Place = {
        Type       = "Pass"
        Parameters = { "location.$" = "States.Format('s3://${var.bucket}/{}{}/{}-{}/', $.prefix, $.day, $$.Execution.Name, $.attempt)" }
        ResultPath = "$.place"
        Next       = "Start"
      }
      Start = {
        Type       = "Task"
        Resource   = "${local.sdk}:athena:startQueryExecution"
        Parameters = local.start_query
        ResultPath = "$.query"
        Retry      = local.run_retry
        Next       = "Follow"
      }
      # The same request: by its token Athena knows the query and starts none. Step Functions waits for its end here, and stops
      # it where somebody stops the run.
      Follow = {
        Type           = "Task"
        Resource       = "arn:${local.partition}:states:::athena:startQueryExecution.sync"
        Parameters     = local.start_query
        TimeoutSeconds = floor(var.athena_query_minutes * 60)
        ResultPath     = null
        Catch = [
          { ErrorEquals = ["States.Timeout"], ResultPath = null, Next = "Stop" },
          # The text of the query stands in the cause, cut off: what became of it is asked.
          { ErrorEquals = ["States.ALL"], ResultPath = null, Next = "Get" },
        ]
        Next = "Get"
      }
      Wait = { Type = "Wait", Seconds = 5, Next = "Follow" }
      Stop = {
        Type       = "Task"
        Resource   = "${local.sdk}:athena:stopQueryExecution"
        Parameters = { "QueryExecutionId.$" = "$.query.QueryExecutionId" }
        ResultPath = null
        Retry      = local.run_retry
        Next       = "TooLong"
      }
      TooLong = { Type = "Fail", Error = "QueryTimedOut", Cause = "The query took longer than athena_query_minutes, and was stopped." }
      Get = {
        Type           = "Task"
        Resource       = "${local.sdk}:athena:getQueryExecution"
        Parameters     = { "QueryExecutionId.$" = "$.query.QueryExecutionId" }
        ResultSelector = { "status.$" = "$.QueryExecution.Status", "statistics.$" = "$.QueryExecution.Statistics" }
        ResultPath     = "$.now"
        Retry          = local.run_retry
        Next           = "Judge"
      }
      Judge = {
        Type = "Choice"
        Choices = [
          { And = [{ Variable = "$.now.status.State", StringEquals = "SUCCEEDED" }, { Variable = "$.reads", BooleanEquals = true }], Next = "Read" },
          { And = [{ Variable = "$.now.status.State", StringEquals = "SUCCEEDED" }, { Variable = "$.now.statistics.DataManifestLocation", IsPresent = true }], Next = "Written" },
          { Variable = "$.now.status.State", StringEquals = "SUCCEEDED", Next = "Empty" },
          { Or = [{ Variable = "$.now.status.State", StringEquals = "QUEUED" }, { Variable = "$.now.status.State", StringEquals = "RUNNING" }], Next = "Wait" },
          {
            And = [
              { Variable = "$.now.status.AthenaError.Retryable", IsPresent = true },
              { Variable = "$.now.status.AthenaError.Retryable", BooleanEquals = true },
              { Variable = "$.attempt", NumericLessThan = 3 },
            ]
            Next = "Again"
          },
          { Variable = "$.now.status.StateChangeReason", IsPresent = true, Next = "Refused" },
        ]
        Default = "Stopped"
      }
      Again = {
        Type = "Pass"
        Parameters = {
          "sql.$"      = "$.sql", "run.$" = "$.run", "day.$" = "$.day", "source_day.$" = "$.source_day", "table.$" = "$.table", "prefix.$" = "$.prefix"
          "database.$" = "$.database", "reads.$" = "$.reads", "attempt.$" = "States.MathAdd($.attempt, 1)"
        }
        Next = "Pause"
      }
      Pause   = { Type = "Wait", Seconds = 60, Next = "Place" }
      Refused = { Type = "Fail", Error = "QueryFailed", CausePath = "$.now.status.StateChangeReason" }
      Stopped = { Type = "Fail", Error = "QueryFailed", Cause = "The query was cancelled, or failed without a word." }
      Written = { Type = "Pass", Parameters = { "location.$" = "$.place.location", "files.$" = "$.now.statistics.DataManifestLocation" }, End = true }
      Empty   = { Type = "Pass", Parameters = { "location.$" = "$.place.location", files = "" }, End = true }
      Read = {
        Type           = "Task"
        Resource       = "${local.sdk}:athena:getQueryResults"
        Parameters     = { "QueryExecutionId.$" = "$.query.QueryExecutionId", MaxResults = 2 }
        ResultSelector = { for index, name in ["rows", "failed", "names"] : "${name}.$" => "States.ArrayGetItem($.ResultSet.Rows[1].Data[*].VarCharValue, ${index})" }
        Retry          = local.run_retry
        End            = true
      }
    }
  }

  start_query = {
    "QueryString.$"        = "States.Format('{}{}{}{}{}{}{}', $.sql[0], $.run, $.sql[1], $.source_day, $.sql[2], $.place.location, $.sql[3])"
    "ClientRequestToken.$" = "States.Format('{}-{}-{}-{}', $.run, $.table, $$.Execution.Name, $.attempt)"
    QueryExecutionContext  = { Catalog = "AwsDataCatalog", "Database.$" = "$.database" }
    WorkGroup              = local.tables_name
  }

  ask_retry = [{ ErrorEquals = ["States.TaskFailed", "States.Timeout"], MaxAttempts = 0 }, { ErrorEquals = ["States.ALL"], IntervalSeconds = 10, BackoffRate = 2, MaxAttempts = 5 }]

  # What asks for a statement: $.item has the table and the pieces.
  ask = { for kind in ["write", "test"] : kind => {
    Type     = "Task"
    Resource = "arn:${local.partition}:states:::states:startExecution.sync:2"
    Parameters = {
      StateMachineArn = local.statement_arn
      Input = {
        "sql.$"                                        = "$.item.sql"
        "run.$"                                        = "$.run"
        "day.$"                                        = "$.day"
        "source_day.$"                                 = "$.source_day"
        "table.$"                                      = "$.item.name"
        "prefix.$"                                     = "$.item.prefix"
        "database.$"                                   = "$.database"
        reads                                          = kind == "test"
        "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$" = "$$.Execution.Id"
      }
    }
    ResultSelector = { "output.$" = "$.Output" }
    ResultPath     = "$.answer"
    Retry          = local.ask_retry
    Next           = kind == "test" ? "Judge" : "Define"
  } }

  # A sub-query for the newest day would read every day. S3's listings name it: of the run's month the last day that is not
  # after the run's, else of its year the last month before it, else the last year before it.
  newest_day = merge([for index, level in ["Day", "Month", "Year"] : {
    "In${level}" = {
      Type = "Pass"
      Parameters = {
        "item.$"  = "$.item", "run.$" = "$.run", "day.$" = "$.day", "database.$" = "$.database"
        "raw.$"   = level == "Year" ? "States.Format('{}2', $.item.folder)" : "States.Format('{}${join("", [for part in range(0, 2 - index) : "{}/"])}', $.item.folder, ${join(", ", slice(local.parts_of_day, 0, 2 - index))})"
        "limit.$" = "States.Format('{}${join("/", [for part in range(0, 3 - index) : "{}"])}${level == "Day" ? "~" : "/"}', $.item.folder, ${join(", ", slice(local.parts_of_day, 0, 3 - index))})"
      }
      Next = "Find${level}"
    }
    "Find${level}" = {
      Type       = "Task"
      Resource   = "${local.sdk}:s3:listObjectsV2"
      Parameters = { Bucket = var.bucket, "Prefix.$" = "$.raw", Delimiter = "/" }
      ResultPath = "$.found"
      Retry      = local.run_retry
      Next       = "Any${level}"
    }
    "Any${level}" = {
      Type    = "Choice"
      Choices = [{ Variable = "$.found.CommonPrefixes[0].Prefix", IsPresent = true, Next = "Past${level}" }]
      Default = "None${level}"
    }
    "Past${level}" = {
      Type         = "Map"
      ItemsPath    = "$.found.CommonPrefixes"
      ItemSelector = { "Prefix.$" = "$$.Map.Item.Value.Prefix", "limit.$" = "$.limit" }
      ItemProcessor = {
        ProcessorConfig = { Mode = "INLINE" }
        StartAt         = "IsPast"
        States = {
          IsPast = { Type = "Choice", Choices = [{ Variable = "$.Prefix", StringLessThanPath = "$.limit", Next = "Past" }], Default = "Later" }
          Past   = { Type = "Pass", End = true }
          Later  = { Type = "Pass", Result = {}, End = true }
        }
      }
      ResultPath = "$.past"
      Next       = "AnyPast${level}"
    }
    # Listings are in order, so that what is past stands first.
    "AnyPast${level}" = {
      Type    = "Choice"
      Choices = [{ Variable = "$.past[0].Prefix", IsPresent = true, Next = "Last${level}" }]
      Default = "None${level}"
    }
    "None${level}" = {
      Type    = "Choice"
      Choices = [{ Variable = "$.is_inside", IsPresent = true, Next = "NoSuchDay" }]
      Default = level == "Day" ? "InMonth" : level == "Month" ? "InYear" : "NoDay"
    }
    "Last${level}" = {
      Type = "Pass"
      Parameters = {
        "item.$" = "$.item", "run.$" = "$.run", "day.$" = "$.day", "database.$" = "$.database", "limit.$" = "$.limit", is_inside = true
        "raw.$"  = "States.ArrayGetItem($.past[*].Prefix, States.MathAdd(States.ArrayLength($.past[*].Prefix), -1))"
      }
      Next = level == "Year" ? "FindMonth" : level == "Month" ? "FindDay" : "RawDay"
    }
  }]...)

  parts_of_day = [for part in range(0, 3) : "States.ArrayGetItem(States.StringSplit($.day, '/'), ${part})"]

  build_table = {
    StartAt = "HasDay"
    States = merge(local.newest_day, {
      HasDay = {
        Type    = "Choice"
        Choices = [{ Variable = "$.item.folder", IsPresent = true, Next = "InDay" }]
        Default = "ThisDay"
      }
      ThisDay = { Type = "Pass", InputPath = "$.day", ResultPath = "$.source_day", Next = "Write" }
      # Before all days: no row.
      NoDay     = { Type = "Pass", Result = "0001/01/01", ResultPath = "$.source_day", Next = "Write" }
      NoSuchDay = { Type = "Fail", Error = "NoSuchDay", Cause = "A folder of CSVs in Raw has a year or a month without a day: take away what stands there, which no job has written." }
      RawDay = {
        Type       = "Pass"
        Parameters = { "day.$" = "States.Format('{}/{}/{}', ${join(", ", [for place in range(0, 3) : "States.ArrayGetItem(States.StringSplit($.raw, '/'), $.item.places[${place}])"])})" }
        ResultPath = "$.newest"
        Next       = "Newest"
      }
      Newest = { Type = "Pass", InputPath = "$.newest.day", ResultPath = "$.source_day", Next = "Write" }
      Write  = local.ask.write
      Define = {
        Type     = "Task"
        Resource = "${local.sdk}:glue:createTable"
        Parameters = {
          "DatabaseName.$" = "$.database"
          TableInput = merge(local.run_definition, {
            "Name.$"          = "$.item.name", "Description.$" = "$.item.description"
            "PartitionKeys.$" = "$.item.partitions", "Parameters.$" = "$.item.parameters"
            StorageDescriptor = merge(local.run_definition.StorageDescriptor, { "Columns.$" = "$.item.columns", "Location.$" = "$.answer.output.location" })
          })
        }
        ResultPath = null
        Retry      = [{ ErrorEquals = ["Glue.AlreadyExistsException"], MaxAttempts = 0 }, local.glue_retry[0]]
        # Made before a redrive.
        Catch = [{ ErrorEquals = ["Glue.AlreadyExistsException"], ResultPath = null, Next = "Made" }]
        Next  = "Made"
      }
      Made = {
        Type       = "Pass"
        Parameters = { "name.$" = "$.item.name", "source_day.$" = "$.source_day", "location.$" = "$.answer.output.location", "files.$" = "$.answer.output.files" }
        End        = true
      }
    })
  }

  run_definition = {
    TableType         = "EXTERNAL_TABLE"
    StorageDescriptor = { for key, value in local.table_definition.StorageDescriptor : key => value if !endswith(key, ".$") }
  }
}
