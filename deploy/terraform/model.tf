# The tables as the model's contracts say them; there is no second list of columns. A folder of one's own lies over the
# model that ships, file by file, as it does in jobs.

locals {
  model_files = merge(
    { for file in fileset(var.model, "{trusted,refined,seeds}/*") : file => "${var.model}/${file}" },
    var.own_model == null ? {} : { for file in fileset(var.own_model, "{trusted,refined,seeds}/*") : file => "${var.own_model}/${file}" },
  )

  contracts = { for file, path in local.model_files : trimsuffix(basename(file), ".json") => merge(
    { layer = dirname(file), from = {}, key = [], references = [], tests = [], missing = [], recognise = [], rejectLimit = 0.01 },
    jsondecode(file(path)),
  ) if endswith(file, ".json") }

  trusted = { for name, contract in local.contracts : name => contract if contract.layer == "trusted" }
  refined = { for name, contract in local.contracts : name => contract if contract.layer == "refined" }
  seeds   = { for name, contract in local.contracts : name => contract if contract.layer == "seeds" }
  csv     = { for name, contract in local.trusted : name => contract if contract.from.format == "CSV" }
  origins = toset([for contract in values(local.trusted) : contract.from.origin if contract.from.format == "JSON"])

  # Types of contracts are Trino's; Glue has Hive's: array(row(id bigint, name varchar)) is array<struct<id:bigint,name:string>>.
  types = distinct(flatten([for contract in values(local.contracts) : [for column in contract.columns : column.type]]))
  glue_types = { for type in local.types : type => replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    type,
    "/decimal\\(([0-9]+),([0-9]+)\\)/", "decimal[$1;$2]"),
    "array(", "array<"),
    "row(", "struct<"),
    ")", ">"),
    "/([a-z0-9_]+) ([a-z])/", "$1:$2"),
    ", ", ","),
    "/\\bvarchar\\b/", "string"),
    "/\\binteger\\b/", "int"),
    "/\\[([0-9]+);([0-9]+)\\]/", "($1,$2)"),
    "real", "float")
  }

  # Where a row comes from, which every Trusted table has besides its own columns.
  source_columns = [
    { name = "raw_key", type = "string", comment = "The raw object that the row comes from" },
    { name = "raw_row", type = "bigint", comment = "Its row or record there, from 0; NULL where the engine cannot know it" },
    { name = "raw_day", type = "date", comment = "The day of the raw object" },
    { name = "row_id", type = "bigint", comment = "A number that no other row of the table has" },
  ]

  # What Athena's runs write besides.
  run_columns = {
    trusted = [
      { name = "rejects", type = "int", comment = "How many values of the row broke the contract and are NULL" },
      { name = "build", type = "string", comment = "The run that made the row" },
    ]
    refined = [{ name = "build", type = "string", comment = "The run that made the row; the same in all tables that belong together" }]
    seeds   = [{ name = "build", type = "string", comment = "The run that made the row" }]
  }

  columns = { for name, contract in local.contracts : name => concat(
    [for column in contract.columns : { name = column.name, type = local.glue_types[column.type], comment = substr(try(column.meaning.en, ""), 0, 255) }],
    contract.layer == "trusted" ? local.source_columns : [],
    var.engine == "athena" ? local.run_columns[contract.layer] : [],
  ) }

  # fact_title lies in a folder FactTitle.
  folder_names = { for name in keys(local.contracts) : name => join("", [for word in split("_", name) : title(word)]) }
}
