# The columns of the tables, in the order of the files (CSV) or by name (JSON). Glue keeps names in lower case;
# the comment is the name in the file's header.

locals {
  title_start  = [["id", "string"], ["tituloPincipal", "string"], ["tituloOriginal", "string"], ["anoLancamento", "int"]]
  title_end    = [["tempoMinutos", "int"], ["genero", "string"], ["notaMedia", "double"], ["numeroVotos", "int"]]
  title_artist = [["generoArtista", "string"], ["personagem", "string"], ["nomeArtista", "string"], ["anoNascimento", "int"], ["anoFalecimento", "int"], ["profissao", "string"], ["titulosMaisConhecidos", "string"]]

  csv_tables = {
    movies = { specification = "Movies", columns = concat(local.title_start, local.title_end, local.title_artist) }
    series = { specification = "Series", columns = concat(local.title_start, [["anoTermino", "int"]], local.title_end, local.title_artist) }
  }

  named     = "struct<id:int,name:string>"
  company   = "struct<id:int,logo_path:string,name:string,origin_country:string>"
  country   = "struct<iso_3166_1:string,name:string>"
  language  = "struct<english_name:string,iso_639_1:string,name:string>"
  cast      = "struct<id:int,name:string,original_name:string,gender:int,known_for_department:string,popularity:double,character:string,credit_id:string,order:int>"
  crew      = "struct<id:int,name:string,original_name:string,gender:int,known_for_department:string,popularity:double,credit_id:string,department:string,job:string>"
  credits   = "struct<cast:array<${local.cast}>,crew:array<${local.crew}>>"
  accounts  = "wikidata_id:string,facebook_id:string,instagram_id:string,twitter_id:string"
  franchise = "struct<id:int,name:string,poster_path:string,backdrop_path:string>"

  json_shared = [
    ["id", "int"], ["original_language", "string"], ["overview", "string"], ["status", "string"], ["tagline", "string"],
    ["homepage", "string"], ["adult", "boolean"], ["popularity", "double"], ["vote_average", "double"], ["vote_count", "int"],
    ["poster_path", "string"], ["backdrop_path", "string"], ["origin_country", "array<string>"],
    ["genres", "array<${local.named}>"], ["production_companies", "array<${local.company}>"],
    ["production_countries", "array<${local.country}>"], ["spoken_languages", "array<${local.language}>"],
    ["credits", local.credits],
  ]

  json_columns = {
    movie = concat(local.json_shared, [
      ["imdb_id", "string"], ["title", "string"], ["original_title", "string"], ["release_date", "string"],
      ["runtime", "int"], ["budget", "bigint"], ["revenue", "bigint"], ["video", "boolean"],
      ["belongs_to_collection", local.franchise],
      ["keywords", "struct<keywords:array<${local.named}>>"],
      ["external_ids", "struct<imdb_id:string,${local.accounts}>"],
    ])
    series = concat(local.json_shared, [
      ["name", "string"], ["original_name", "string"], ["first_air_date", "string"], ["last_air_date", "string"],
      ["in_production", "boolean"], ["number_of_seasons", "int"], ["number_of_episodes", "int"],
      ["episode_run_time", "array<int>"], ["type", "string"], ["languages", "array<string>"],
      ["networks", "array<${local.company}>"],
      ["seasons", "array<struct<id:int,season_number:int,episode_count:int,name:string,air_date:string,overview:string,poster_path:string,vote_average:double>>"],
      ["keywords", "struct<results:array<${local.named}>>"],
      ["external_ids", "struct<imdb_id:string,tvdb_id:int,${local.accounts}>"],
    ])
    collection = [
      ["id", "int"], ["name", "string"], ["overview", "string"], ["poster_path", "string"], ["backdrop_path", "string"],
      ["parts", "array<struct<id:int,title:string,original_title:string,original_language:string,release_date:string,overview:string,popularity:double,vote_average:double,vote_count:int,genre_ids:array<int>>>"],
    ]
    record = [["record", "string"]]
  }
}
