-- The professions of an artist, each once. A condition on an unnested column would cost DuckDB a join, and array_distinct
-- of every list as much again; so what is to be left out is looked for first. IMDb gives an artist at most three.
SELECT a.artist_id, p.profession
FROM (
    SELECT artist_id,
           CASE
               WHEN cardinality(professions) > 3 OR contains(professions, '')
                    OR element_at(professions, 1) IN (element_at(professions, 2), element_at(professions, 3))
                    OR element_at(professions, 2) = element_at(professions, 3)
               THEN array_distinct(array_remove(professions, ''))
               ELSE professions
           END AS professions
    FROM dim_artist
) AS a
CROSS JOIN UNNEST(a.professions) AS p(profession)
