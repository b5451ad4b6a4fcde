# What Athena makes of a contract: the same strict rules as the engine's own (module/model/sources/athena has the texts).

locals {
  is_athena = var.engine == "athena"

  # Digits with zeros before them are an identifier and no number.
  forms = merge(
    { for type in local.types : type => "-?(0|[1-9][0-9]{0,18})" if contains(["smallint", "integer", "bigint"], type) || can(regex(",0\\)$", type)) },
    { boolean = "true|false", double = "-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?", date = "[0-9]{4}-[0-9]{2}-[0-9]{2}" },
    { for type in local.types : type => format("-?(0|[1-9][0-9]{0,%d})([.][0-9]{1,%d})?", max(1, regex("\\((\\d+),(\\d+)\\)", type)[0] - regex("\\((\\d+),(\\d+)\\)", type)[1]) - 1, regex("\\((\\d+),(\\d+)\\)", type)[1])
    if startswith(type, "decimal") && !can(regex(",0\\)$", type)) },
  )

  typed = { for name, contract in local.trusted : name => [for column in contract.columns : {
    name            = column.name
    type            = column.type
    field           = lower(flatten([column.source])[0])
    paths           = [for path in flatten([column.source]) : "'${path}'"]
    missing         = [for text in try(flatten([column.missing]), contract.missing) : "'${replace(text, "'", "''")}'"]
    is_zero_missing = try(column.zeroIsMissing, false)

    of_text = column.type == "varchar" ? column.name : startswith(column.type, "array") ? "split(${column.name}, '${try(column.split, ",")}')" : (
    "CASE WHEN regexp_like(${column.name}, '^(${local.forms[column.type]})$') THEN TRY_CAST(${column.name} AS ${column.type}) END")

    of_json = (
      try(column.takesAnyJson, false) ? "coalesce(json_extract_scalar(${column.name}, '$'), json_format(${column.name}))" :
      column.type == "varchar" ? "CASE WHEN json_format(${column.name}) LIKE '\"%' THEN json_extract_scalar(${column.name}, '$') END" :
      column.type == "boolean" ? "CASE json_format(${column.name}) WHEN 'true' THEN true WHEN 'false' THEN false END" :
      column.type == "date" ? "CASE WHEN json_format(${column.name}) LIKE '\"%' AND regexp_like(json_extract_scalar(${column.name}, '$'), '^${local.forms.date}$') THEN TRY_CAST(json_extract_scalar(${column.name}, '$') AS date) END" :
      column.type == "double" ? "CASE WHEN regexp_like(json_format(${column.name}), '^-?[0-9]') THEN TRY_CAST(json_format(${column.name}) AS double) END" :
      startswith(column.type, "array") ? "CASE WHEN json_format(${column.name}) LIKE '[%' THEN TRY(CAST(${column.name} AS ${column.type})) END" :
      startswith(column.type, "row") ? "CASE WHEN json_format(${column.name}) LIKE '{%' THEN TRY(CAST(${column.name} AS ${column.type})) END" :
      "CASE WHEN regexp_like(json_format(${column.name}), '^(${local.forms[column.type]})$') THEN TRY_CAST(json_format(${column.name}) AS ${column.type}) END"
    )

    bounded = length(compact([try(column.min, ""), try(column.max, "")])) == 0 ? column.name : format("CASE WHEN %s THEN ${column.name} END", join(" AND ", compact([
      try("${column.name} >= ${column.min}", ""),
      try("${column.name} <= ${column.max}", ""),
    ])))
  }] }

  # Which table a record is for: fields that tell it, the longest list first, else the specification and the field that tells
  # one record from another.
  described = { for name, contract in local.trusted : name => contract if contract.from.format == "JSON" }
  kinds = { for origin in local.origins : origin => flatten([for count in range(9, 0) : [
    for name, contract in local.described : { table = name, fields = contract.recognise } if length(contract.recognise) == count && contract.from.origin == origin
  ]]) }
  places = { for origin in local.origins : origin => [
    for name, contract in local.described : { table = name, prefix = "${var.layers[0]}/${origin}/JSON/${contract.from.specification}/", field = try(contract.latest, null) }
    if contract.from.origin == origin && try(contract.from.specification, null) != null
  ] }

  # What a run first makes of an origin's records: each once, in a partition of the table that it is for.
  record_tables = { for origin in local.origins : origin => "raw_${lower(origin)}" }

  # Statements have holes for what only a run knows: the run and the days. A text that nothing else has marks them.
  hole_run   = "<<run>>"
  hole_day   = "<<day>>"
  hole_place = "<<place>>"

  source_sql = merge(
    { for name, contract in local.csv : name => templatefile("${var.model}/sources/athena/csv.sql.tftpl", {
      table   = name
      columns = local.typed[name]
      raw     = "${local.databases.raw}.${name}"
      lake    = local.lake
      day     = local.hole_day
    }) },
    { for name, contract in local.described : name => templatefile("${var.model}/sources/athena/json.sql.tftpl", {
      table   = name
      columns = local.typed[name]
      raw     = local.record_tables[contract.from.origin]
      latest  = try(contract.latest, null)
      prefer  = try(contract.prefer, null)
    }) },
    { for origin in local.origins : local.record_tables[origin] => templatefile("${var.model}/sources/athena/records.sql.tftpl", {
      origin = origin
      raw    = "${local.databases.raw}.${lower(origin)}_records"
      lake   = local.lake
      day    = local.hole_day
      kinds  = local.kinds[origin]
      places = local.places[origin]
    }) },
    { for name, contract in local.seeds : name => templatefile("${var.model}/sources/athena/seed.sql.tftpl", {
      table   = name
      columns = contract.columns
      rows    = [for row in csvdecode(file(local.model_files["seeds/${name}.csv"])) : [for column in contract.columns : "'${replace(row[column.name], "'", "''")}'"]]
    }) },
    { for name in keys(local.refined) : name => trimsuffix(trimspace(file(local.model_files["refined/${name}.sql"])), ";") },
  )

  # The tables that a statement reads stand behind FROM and JOIN; comments do not count.
  needs = { for name in keys(local.refined) : name => [for other in keys(local.refined) : other
  if length(regexall("(?:FROM|JOIN)\\s+${other}\\b", replace(local.source_sql[name], "/--[^\\n]*/", ""))) > 0] }

  level_1 = [for name, needs in local.needs : name if length(needs) == 0]
  level_2 = [for name, needs in local.needs : name if !contains(local.level_1, name) && length(setsubtract(needs, local.level_1)) == 0]
  done_2  = concat(local.level_1, local.level_2)
  level_3 = [for name, needs in local.needs : name if !contains(local.done_2, name) && length(setsubtract(needs, local.done_2)) == 0]
  done_3  = concat(local.done_2, local.level_3)
  level_4 = [for name, needs in local.needs : name if !contains(local.done_3, name) && length(setsubtract(needs, local.done_3)) == 0]
  done_4  = concat(local.done_3, local.level_4)
  level_5 = [for name, needs in local.needs : name if !contains(local.done_4, name) && length(setsubtract(needs, local.done_4)) == 0]
  done_5  = concat(local.done_4, local.level_5)
  level_6 = [for name, needs in local.needs : name if !contains(local.done_5, name) && length(setsubtract(needs, local.done_5)) == 0]

  # What reads Raw, and the seeds, first; then each table behind those that it reads.
  levels = [for level in [concat(keys(local.csv), keys(local.seeds), values(local.record_tables)), keys(local.described), local.level_1, local.level_2, local.level_3, local.level_4, local.level_5, local.level_6] : level if length(level) > 0]

  # Every column gets the type of its contract, as the engine's own does it, and every row the run that made it.
  written_sql = merge({ for name, contract in local.contracts : name => join("", [
    "UNLOAD (SELECT ",
    join(", ", concat(
      [for column in contract.columns : "CAST(${column.name} AS ${column.type}) AS ${column.name}"],
      contract.layer == "trusted" ? ["raw_key", "raw_row", "raw_day", "row_id", "rejects"] : [],
    )),
    ", '${local.hole_run}' AS build${strcontains(local.source_sql[name], local.hole_day) ? "" : " /* as of ${local.hole_day} */"} FROM (\n",
    local.source_sql[name],
    "\n)) TO '${local.hole_place}' WITH (format = 'PARQUET', compression = 'ZSTD')",
    ]) }, { for name in values(local.record_tables) : name => join("", [
    "UNLOAD ( /* ${local.hole_run} */\n", local.source_sql[name], "\n) TO '${local.hole_place}' WITH (format = 'PARQUET', compression = 'ZSTD', partitioned_by = ARRAY['table_name'])",
  ]) })

  # The data tests: those that follow from a contract, and those that stand in it, as DataTests.cs has them.
  table_keys = { for name, contract in local.contracts : name => { for prefix in ["", "t."] : prefix => (
    length(contract.key) == 0 ? "''" :
    length(contract.key) == 1 ? "coalesce(CAST(${prefix}${contract.key[0]} AS varchar), '')" :
    "array_join(ARRAY[${join(", ", [for column in contract.key : "coalesce(CAST(${prefix}${column} AS varchar), '')"])}], '|')"
  ) } }

  data_tests = merge(
    { for name, contract in local.refined : name => concat(
      [{ name = "key_is_unique", sql = "SELECT ${local.table_keys[name][""]} AS key, concat(CAST(count(*) AS varchar), ' rows') AS finding FROM ${name} GROUP BY ${join(", ", contract.key)} HAVING count(*) > 1" }],
      flatten([for column in contract.columns : concat(
        try(column.required, false) ? [{ name = "${column.name}_is_there", sql = "SELECT ${local.table_keys[name][""]} AS key, '${column.name} is missing' AS finding FROM ${name} WHERE ${column.name} IS NULL" }] : [],
        can(column.min) || can(column.max) ? [{ name = "${column.name}_is_in_range", sql = "SELECT ${local.table_keys[name][""]} AS key, concat('${column.name} is ', CAST(${column.name} AS varchar)) AS finding FROM ${name} WHERE ${join(" OR ", compact([try("${column.name} < ${column.min}", ""), try("${column.name} > ${column.max}", "")]))}" }] : [],
      )]),
      [for reference in contract.references : {
        name = "${join("_", reference.columns)}_is_in_${reference.table}"
        sql = join("", [
          "SELECT ${local.table_keys[name]["t."]} AS key, 'not in ${reference.table}' AS finding FROM ${name} AS t JOIN (SELECT ${join(", ", reference.columns)} FROM ${name} WHERE ",
          join(" AND ", [for column in reference.columns : "${column} IS NOT NULL"]), " EXCEPT SELECT ${join(", ", reference.columns)} FROM ${reference.table}) AS missing ON ",
          join(" AND ", [for column in reference.columns : "missing.${column} = t.${column}"]),
        ])
      }],
      [for test in contract.tests : { name = test.name, sql = trimsuffix(trimspace(test.sql), ";") }],
    ) },
    { for name, contract in local.trusted : name => [{
      name = "rejects_are_few"
      sql  = "SELECT '${name}' AS key, concat(CAST(rejected AS varchar), ' of ', CAST(row_count AS varchar), ' rows') AS finding FROM (SELECT count_if(rejects > 0) AS rejected, count(*) AS row_count FROM ${name}) WHERE rejected > ${contract.rejectLimit} * row_count"
    }] },
  )

  # All tests of a table and its rows in one statement, which gives one row.
  test_sql = { for name, tests in local.data_tests : name => join("", [
    "/* ${local.hole_run} as of ${local.hole_day} */ SELECT (SELECT count(*) FROM ${name}) AS row_count, count_if(findings > 0) AS failed, coalesce(array_join(array_agg(test) FILTER (WHERE findings > 0), ', '), 'none') AS names FROM (\n",
    join("\nUNION ALL\n", [for test in tests : "SELECT '${test.name}' AS test, count(*) AS findings FROM (${test.sql}\n) AS found"]),
    "\n) AS tests /* ${local.hole_place} */",
  ]) }

  # A statement in four pieces, around its run, its day and its place.
  statements = { for key, all in { write = local.written_sql, test = local.test_sql } : key => { for name, sql in all : name =>
    split("<<>>", replace(replace(replace(sql, local.hole_run, "<<>>"), local.hole_day, "<<>>"), local.hole_place, "<<>>"))
  } }
}
