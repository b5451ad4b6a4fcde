-- Collections that were fetched, and those that films name.
WITH ranked AS (
    SELECT collection_id, collection_name, row_number() OVER (PARTITION BY collection_id ORDER BY raw_day DESC, row_id DESC) AS place
    FROM tmdb_movies
    WHERE collection_id IS NOT NULL
)
SELECT coalesce(c.id, n.collection_id) AS collection_id, coalesce(c.name, n.collection_name) AS collection, nullif(c.overview, '') AS overview,
       CAST(cardinality(c.parts) AS integer) AS parts
FROM (SELECT id, name, overview, parts FROM tmdb_collections WHERE id IS NOT NULL) AS c
FULL JOIN (SELECT collection_id, collection_name FROM ranked WHERE place = 1) AS n ON n.collection_id = c.id
