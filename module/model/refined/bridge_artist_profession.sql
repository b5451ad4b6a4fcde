-- The professions of an artist, each once.
WITH professions_of_artists AS (
    SELECT a.artist_id, p.profession
    FROM dim_artist AS a
    CROSS JOIN UNNEST(array_distinct(a.professions)) AS p(profession)
)
SELECT artist_id, profession
FROM professions_of_artists
WHERE profession <> ''
