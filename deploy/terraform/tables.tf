# How the current tables follow a run: their location moves to what it has published, and never back to an older day.

locals {
  glue_arn = "arn:${local.partition}:glue:${var.region}:${local.account}"

  # What Glue is told of a table: all of it, since UpdateTable replaces a definition.
  table_items = { for name, table in local.tables : name => {
    name        = name
    database    = table.database
    description = table.description
    columns     = [for column in table.columns : { Name = column.name, Type = column.type, Comment = column.comment }]
    days        = table.days
  } }

  table_definition = {
    "Name.$"        = "$.table.name"
    "Description.$" = "$.table.description"
    TableType       = "EXTERNAL_TABLE"
    PartitionKeys   = []
    Parameters      = { EXTERNAL = "TRUE", classification = "parquet", "day.$" = "$.date" }
    StorageDescriptor = {
      "Columns.$"  = "$.table.columns"
      "Location.$" = "$.location"
      InputFormat  = local.table_input
      OutputFormat = local.table_output
      SerdeInfo    = { SerializationLibrary = local.table_serde, Parameters = { "serialization.format" = "1" } }
    }
  }

  glue_retry = [{ ErrorEquals = ["States.ALL"], IntervalSeconds = 2, BackoffRate = 2, MaxAttempts = 6, MaxDelaySeconds = 60, JitterStrategy = "FULL" }]

  # One table: $.table, $.location and $.date, yyyy-MM-dd.
  move_table = {
    StartAt = "See"
    States = {
      See = {
        Type           = "Task"
        Resource       = "arn:${local.partition}:states:::aws-sdk:glue:getTable"
        Parameters     = { "DatabaseName.$" = "$.table.database", "Name.$" = "$.table.name" }
        ResultSelector = { "day.$" = "$.Table.Parameters.day", "version.$" = "$.Table.VersionId" }
        ResultPath     = "$.now"
        Retry          = local.glue_retry
        Next           = "IsNewer"
      }
      IsNewer = {
        Type    = "Choice"
        Choices = [{ Variable = "$.now.day", StringLessThanEqualsPath = "$.date", Next = "Move" }]
        Default = "Stay"
      }
      Move = {
        Type       = "Task"
        Resource   = "arn:${local.partition}:states:::aws-sdk:glue:updateTable"
        Parameters = { "DatabaseName.$" = "$.table.database", "VersionId.$" = "$.now.version", TableInput = local.table_definition }
        ResultPath = null
        Retry      = [{ ErrorEquals = ["Glue.ConcurrentModificationException"], MaxAttempts = 0 }, local.glue_retry[0]]
        # Another run has moved it since it was seen, perhaps to a later day.
        Catch = [{ ErrorEquals = ["Glue.ConcurrentModificationException"], ResultPath = null, Next = "See" }]
        Next  = "Stay"
      }
      Stay = { Type = "Pass", End = true }
    }
  }

  # Behind the job that makes tables: where it has published the day, the tables of Refined move there.
  workflow_move = {
    FindTables = {
      Type     = "Task"
      Resource = "arn:${local.partition}:states:::aws-sdk:s3:listObjectsV2"
      Parameters = {
        Bucket     = aws_s3_bucket.lake.id
        "Prefix.$" = "States.Format('${local.root}Refined/Lake/JSON/Manifest/{}/', $.day)"
        MaxKeys    = 1
      }
      ResultSelector = { "count.$" = "$.KeyCount" }
      ResultPath     = "$.found"
      Retry          = local.glue_retry
      Next           = "ArePublished"
    }
    ArePublished = {
      Type    = "Choice"
      Choices = [{ Variable = "$.found.count", NumericGreaterThan = 0, Next = "Current" }]
      Default = "Done"
    }
    Current = {
      Type       = "Pass"
      Result     = values(local.table_items)
      ResultPath = "$.tables"
      Next       = "MoveTables"
    }
    MoveTables = {
      Type           = "Map"
      MaxConcurrency = 4
      ItemsPath      = "$.tables"
      ItemSelector = {
        "table.$"    = "$$.Map.Item.Value"
        "location.$" = "States.Format('{}{}/', $$.Map.Item.Value.days, $.day)"
        "date.$"     = "$.event.date"
      }
      ItemProcessor = merge({ ProcessorConfig = { Mode = "INLINE" } }, local.move_table)
      ResultPath    = null
      Next          = "Done"
    }
  }
}
