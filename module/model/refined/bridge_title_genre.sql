-- IMDb's and TMDB's genres of a title under one name each: seeds/genre_names.csv says which names mean the same.
WITH tmdb_lists AS (
    SELECT b.title_id, m.genres, m.genre_ids
    FROM bridge_title_tmdb AS b
    JOIN tmdb_movies AS m ON b.tmdb_kind = 'movie' AND m.id = b.tmdb_id
    UNION ALL
    SELECT b.title_id, s.genres, s.genre_ids
    FROM bridge_title_tmdb AS b
    JOIN tmdb_series AS s ON b.tmdb_kind = 'tv' AND s.id = b.tmdb_id
),
tmdb_details AS (
    SELECT l.title_id, element_at(l.genres, n.i).id AS genre_id, element_at(l.genres, n.i).name AS name
    FROM (SELECT title_id, genres FROM tmdb_lists WHERE cardinality(genres) > 0) AS l
    CROSS JOIN UNNEST(sequence(1, cardinality(l.genres))) AS n(i)
),
-- Records of lists have the genres' ids alone.
id_names AS (
    SELECT genre_id, min(name) AS name
    FROM (SELECT id AS genre_id, name FROM tmdb_genres UNION ALL SELECT genre_id, name FROM tmdb_details) AS named
    WHERE name <> ''
    GROUP BY genre_id
),
found AS (
    SELECT t.title_id, g.name, true AS in_imdb, false AS in_tmdb
    FROM fact_title AS t
    CROSS JOIN UNNEST(t.imdb_genres) AS g(name)
    UNION ALL
    SELECT title_id, name, false AS in_imdb, true AS in_tmdb
    FROM tmdb_details
    UNION ALL
    SELECT l.title_id, d.name, false AS in_imdb, true AS in_tmdb
    FROM (SELECT title_id, genre_ids FROM tmdb_lists WHERE cardinality(genre_ids) > 0) AS l
    CROSS JOIN UNNEST(l.genre_ids) AS g(genre_id)
    JOIN id_names AS d ON d.genre_id = g.genre_id
),
genres_of_titles AS (
    SELECT f.title_id, coalesce(n.genre, trim(f.name)) AS genre, bool_or(f.in_imdb) AS in_imdb, bool_or(f.in_tmdb) AS in_tmdb
    FROM found AS f
    LEFT JOIN genre_names AS n ON lower(n.name) = lower(trim(f.name))
    GROUP BY f.title_id, coalesce(n.genre, trim(f.name))
    -- As a condition of WHERE on an unnested column this would cost DuckDB a join.
    HAVING count(nullif(trim(f.name), '')) > 0
)
SELECT title_id, genre, in_imdb, in_tmdb, CAST(1 AS double) / count(*) OVER (PARTITION BY title_id) AS weight
FROM genres_of_titles
