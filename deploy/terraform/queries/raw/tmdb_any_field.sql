-- Any field of TMDB's JSON as it came, from JSON Lines and from arrays; change specification, day and paths to what is wanted
SELECT json_extract_scalar(document, '$.id') AS id,
       json_extract_scalar(document, '$.title') AS title,
       json_extract(document, '$.release_dates.results') AS release_dates,
       day
FROM (
    SELECT json_parse(rtrim(record, ',')) AS document, day
    FROM tmdb_records_days
    WHERE specification = 'Movies/Crime'
      AND day = date_format(current_date, '%Y/%m/%d')
      AND record LIKE '{%'
)
