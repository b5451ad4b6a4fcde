-- Any field of TMDB's JSON as it came, from JSON Lines and from arrays; change the paths to what is wanted
SELECT json_extract_scalar(document, '$.id') AS id,
       json_extract_scalar(document, '$.title') AS title,
       json_extract(document, '$.release_dates.results') AS release_dates,
       specification,
       day
FROM (
    SELECT json_parse(rtrim(record, ',')) AS document, specification, day
    FROM tmdb_records
    WHERE record LIKE '{%'
)
