# Tables over what the jobs write. No crawler and no ADD PARTITION: Athena works the folders of a day out of the date.

locals {
  text_input   = "org.apache.hadoop.mapred.TextInputFormat"
  text_output  = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
  text_serde   = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
  table_input  = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
  table_output = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
  table_serde  = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"

  raw        = "${local.lake}/${var.layers[0]}"
  databases  = { for layer in ["raw", "trusted", "refined"] : layer => replace("${var.name}_${layer}", "-", "_") }
  by_engine  = "${local.lake}/Refined/Lake/Parquet"
  no_day_yet = "0000-00-00"

  # Athena's NOW is in UTC; where it is tomorrow already, today's files stand in tomorrow's folder.
  day_range = {
    "type"          = "date"
    "format"        = "yyyy/MM/dd"
    "range"         = "${var.first_day},NOW+1DAYS"
    "interval"      = "1"
    "interval.unit" = "DAYS"
  }

  # One table over the text of every CSV that a contract describes, and two over all records of an origin: everything there
  # is, with whatever specification or none; and one specification, which a query has to name, so that no query without a day
  # looks for every day of every specification.
  raw_tables = merge(
    { for name, contract in local.csv : name => {
      description = "${contract.from.origin} ${contract.from.specification}: the texts of the CSV, one row for one line"
      location    = "${local.raw}/${contract.from.origin}/CSV/${contract.from.specification}/"
      template    = "${local.raw}/${contract.from.origin}/CSV/${contract.from.specification}/$${day}/"
      partitions  = ["day"]
      serde       = { "field.delim" = "|", "serialization.format" = "|", "serialization.null.format" = "\\N" }
      header      = "1"
      columns     = [for column in contract.columns : { name = lower(flatten([column.source])[0]), comment = flatten([column.source])[0] }]
    } },
    { for origin in local.origins : "${lower(origin)}_records" => {
      description = "${origin}: every line of its JSON as text, of every specification and day"
      location    = "${local.raw}/${origin}/JSON/"
      template    = null
      partitions  = []
      serde       = local.line_serde
      header      = null
      columns     = [{ name = "record", comment = "A record, or a line of an array" }]
    } },
    { for origin in local.origins : "${lower(origin)}_records_days" => {
      description = "${origin}: every line of the JSON of one specification as text, by day"
      location    = "${local.raw}/${origin}/JSON/"
      template    = "${local.raw}/${origin}/JSON/$${specification}/$${day}/"
      partitions  = ["specification", "day"]
      serde       = local.line_serde
      header      = null
      columns     = [{ name = "record", comment = "A record, or a line of an array" }]
    } },
  )

  # A whole line as one column: JSON never holds the bare control character that would end the field.
  line_serde = { "field.delim" = "\u0001", "serialization.format" = "1" }

  partition_comments = { specification = "Levels between JSON and the date, for example Movies/Crime", day = "Processing date, yyyy/MM/dd" }

  # The engine's own files of Trusted lie in folders of Raw's layout, several tables in one: only Athena's runs make tables of it.
  tables = { for name, contract in local.contracts : name => {
    database    = local.databases[contract.layer]
    description = substr(try(contract.grain.en, ""), 0, 2048)
    columns     = local.columns[name]
    days        = local.is_athena ? "${local.lake}/${title(contract.layer)}/Athena/Links/${local.folder_names[name]}/" : "${local.by_engine}/${local.folder_names[name]}/"
  } if contract.layer == "refined" || local.is_athena && contract.layer == "trusted" }

  # In the folder of a day stands a list of the files that a run of Athena has written elsewhere.
  days_input  = local.is_athena ? "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat" : local.table_input
  days_output = local.is_athena ? local.text_output : local.table_output
}

resource "aws_glue_catalog_database" "raw" {
  name        = local.databases.raw
  description = "What ${local.raw} holds, as it came"
}

resource "aws_glue_catalog_database" "refined" {
  name        = local.databases.refined
  description = "Tables for questions: fact_title and the like as they are now, fact_title_days and the like as they were on each day"
}

resource "aws_glue_catalog_database" "trusted" {
  count       = local.is_athena ? 1 : 0
  name        = local.databases.trusted
  description = "The rows of Raw, typed, as the newest run of Athena read them"
}

moved {
  from = aws_glue_catalog_table.csv["movies"]
  to   = aws_glue_catalog_table.raw["movies"]
}

moved {
  from = aws_glue_catalog_table.csv["series"]
  to   = aws_glue_catalog_table.raw["series"]
}

# Nothing is quoted and a backslash is data, so not OpenCSVSerde: it knows no \N, and it takes " and \ for its own. Text and
# no other type: LazySimpleSerDe makes NULL of a number that it cannot read, and says nothing.
# Both readers that Athena has for text end a line at CR LF as at LF: no field keeps a CR (queries/raw/csv_line_ends.sql).
resource "aws_glue_catalog_table" "raw" {
  for_each = local.raw_tables

  name          = each.key
  description   = each.value.description
  database_name = aws_glue_catalog_database.raw.name
  table_type    = "EXTERNAL_TABLE"

  parameters = merge(
    { EXTERNAL = "TRUE" },
    each.value.header == null ? {} : { "skip.header.line.count" = each.value.header },
    each.value.template == null ? {} : { "projection.enabled" = "true", "storage.location.template" = each.value.template },
    each.value.template == null ? {} : { for key, value in local.day_range : "projection.day.${key}" => value },
    contains(each.value.partitions, "specification") ? { "projection.specification.type" = "injected" } : {},
  )

  dynamic "partition_keys" {
    for_each = each.value.partitions
    content {
      name    = partition_keys.value
      type    = "string"
      comment = local.partition_comments[partition_keys.value]
    }
  }

  storage_descriptor {
    location      = each.value.location
    input_format  = local.text_input
    output_format = local.text_output

    ser_de_info {
      serialization_library = local.text_serde
      parameters            = each.value.serde
    }

    dynamic "columns" {
      for_each = each.value.columns
      content {
        name    = columns.value.name
        type    = "string"
        comment = columns.value.comment
      }
    }
  }
}

# The tables as they are now: the workflow moves their location once a run has made and tested all of them.
resource "aws_glue_catalog_table" "current" {
  for_each = local.tables

  name          = each.key
  description   = each.value.description
  database_name = each.value.database
  table_type    = "EXTERNAL_TABLE"
  parameters    = { EXTERNAL = "TRUE", classification = "parquet", day = local.no_day_yet }

  storage_descriptor {
    # An empty folder until the first run.
    location      = "${each.value.days}none/"
    input_format  = local.table_input
    output_format = local.table_output

    ser_de_info {
      serialization_library = local.table_serde
      parameters            = { "serialization.format" = "1" }
    }

    dynamic "columns" {
      for_each = each.value.columns
      content {
        name    = columns.value.name
        type    = columns.value.type
        comment = columns.value.comment
      }
    }
  }

  lifecycle {
    ignore_changes = [storage_descriptor[0].location, parameters["day"]]
  }

  depends_on = [aws_glue_catalog_database.refined, aws_glue_catalog_database.trusted]
}

# The tables as they were on each day. "as_of" and not "day", which is a column of dim_date.
resource "aws_glue_catalog_table" "days" {
  for_each = local.tables

  name          = "${each.key}_days"
  description   = substr("${each.value.description} As of each day.", 0, 2048)
  database_name = each.value.database
  table_type    = "EXTERNAL_TABLE"

  parameters = merge(
    { EXTERNAL = "TRUE", classification = "parquet", "projection.enabled" = "true", "storage.location.template" = "${each.value.days}$${as_of}/" },
    { for key, value in local.day_range : "projection.as_of.${key}" => value },
  )

  partition_keys {
    name    = "as_of"
    type    = "string"
    comment = "The day as of which the tables were made, yyyy/MM/dd"
  }

  storage_descriptor {
    location      = each.value.days
    input_format  = local.days_input
    output_format = local.days_output

    ser_de_info {
      serialization_library = local.table_serde
      parameters            = { "serialization.format" = "1" }
    }

    dynamic "columns" {
      for_each = each.value.columns
      content {
        name    = columns.value.name
        type    = columns.value.type
        comment = columns.value.comment
      }
    }
  }

  depends_on = [aws_glue_catalog_database.refined, aws_glue_catalog_database.trusted]
}
