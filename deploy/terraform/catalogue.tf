# Tables over what the jobs write. No crawler and no ADD PARTITION: Athena works the folders of a day out of the date.

locals {
  text_input  = "org.apache.hadoop.mapred.TextInputFormat"
  text_output = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
  text_serde  = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
  json_serde  = "org.openx.data.jsonserde.JsonSerDe"

  # Athena's NOW is in UTC; where it is tomorrow already, today's files stand in tomorrow's folder.
  days = {
    "projection.enabled"           = "true"
    "projection.day.type"          = "date"
    "projection.day.format"        = "yyyy/MM/dd"
    "projection.day.range"         = "${var.first_day},NOW+1DAYS"
    "projection.day.interval"      = "1"
    "projection.day.interval.unit" = "DAYS"
  }

  raw = "${local.lake}/${var.layers[0]}"
}

resource "aws_glue_catalog_database" "raw" {
  name        = replace("${var.name}_raw", "-", "_")
  description = "What ${local.raw} holds, as it came"
}

# Nothing is quoted and a backslash is data, so not OpenCSVSerde: it knows no \N, and it takes " and \ for its own.
# Both readers that Athena has for text end a line at CR LF as at LF: no field keeps a CR (queries/csv_line_ends.sql).
resource "aws_glue_catalog_table" "csv" {
  for_each = local.csv_tables

  name          = each.key
  description   = "${each.value.specification}: one row for every artist of a title"
  database_name = aws_glue_catalog_database.raw.name
  table_type    = "EXTERNAL_TABLE"

  parameters = merge(local.days, {
    EXTERNAL                    = "TRUE"
    classification              = "csv"
    "skip.header.line.count"    = "1"
    "storage.location.template" = "${local.raw}/Local/CSV/${each.value.specification}/$${day}/"
  })

  partition_keys {
    name    = "day"
    type    = "string"
    comment = "Processing date, yyyy/MM/dd"
  }

  storage_descriptor {
    location      = "${local.raw}/Local/CSV/${each.value.specification}/"
    input_format  = local.text_input
    output_format = local.text_output

    ser_de_info {
      serialization_library = local.text_serde
      parameters = {
        "field.delim"               = "|"
        "serialization.format"      = "|"
        "serialization.null.format" = "\\N"
      }
    }

    dynamic "columns" {
      for_each = each.value.columns
      content {
        name    = lower(columns.value[0])
        type    = columns.value[1]
        comment = columns.value[0]
      }
    }
  }
}

resource "aws_glue_catalog_table" "json" {
  for_each = var.json_tables

  name          = each.key
  description   = "${each.value.origin}: one ${each.value.shape} a line"
  database_name = aws_glue_catalog_database.raw.name
  table_type    = "EXTERNAL_TABLE"

  parameters = merge(local.days, {
    EXTERNAL                          = "TRUE"
    classification                    = "json"
    "projection.specification.type"   = "enum"
    "projection.specification.values" = join(",", each.value.specifications)
    "storage.location.template"       = "${local.raw}/${each.value.origin}/JSON/$${specification}/$${day}/"
  })

  partition_keys {
    name    = "specification"
    type    = "string"
    comment = "Levels between JSON and the date, for example Movies/Crime"
  }

  partition_keys {
    name    = "day"
    type    = "string"
    comment = "Processing date, yyyy/MM/dd"
  }

  storage_descriptor {
    location      = "${local.raw}/${each.value.origin}/JSON/"
    input_format  = local.text_input
    output_format = local.text_output

    ser_de_info {
      serialization_library = each.value.shape == "record" ? local.text_serde : local.json_serde

      # A whole line as one column: JSON never holds the bare control character that would end the field.
      # A line that is no JSON stops a query, so that nothing is left out unseen.
      parameters = each.value.shape == "record" ? {
        "field.delim"          = "\u0001"
        "serialization.format" = "1"
        } : {
        "serialization.format"  = "1"
        "ignore.malformed.json" = "false"
      }
    }

    dynamic "columns" {
      for_each = local.json_columns[each.value.shape]
      content {
        name = columns.value[0]
        type = columns.value[1]
      }
    }
  }
}
