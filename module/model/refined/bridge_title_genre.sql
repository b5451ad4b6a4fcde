-- IMDb's and TMDB's genres of a title under one name each: seeds/genre_names.csv says what a name means, and what TMDB's
-- number of a genre means, which is the same in every language.
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
-- Records of lists have the genres' numbers alone.
tmdb_numbers AS (
    SELECT l.title_id, g.genre_id
    FROM (SELECT title_id, genre_ids FROM tmdb_lists WHERE cardinality(genre_ids) > 0) AS l
    CROSS JOIN UNNEST(l.genre_ids) AS g(genre_id)
),
number_names AS (
    SELECT genre_id, min(name) AS name
    FROM (SELECT id AS genre_id, name FROM tmdb_genres UNION ALL SELECT genre_id, name FROM tmdb_details) AS named
    GROUP BY genre_id
),
tmdb_genres_of_titles AS (
    SELECT title_id, genre_id, name FROM tmdb_details
    UNION ALL
    SELECT t.title_id, t.genre_id, n.name
    FROM tmdb_numbers AS t
    LEFT JOIN number_names AS n ON n.genre_id = t.genre_id
),
imdb_genres_of_titles AS (
    SELECT t.title_id, g.name
    FROM fact_title AS t
    CROSS JOIN UNNEST(t.imdb_genres) AS g(name)
),
found AS (
    SELECT t.title_id, coalesce(n.genre, trim(t.name)) AS genre, true AS in_imdb, false AS in_tmdb
    FROM imdb_genres_of_titles AS t
    LEFT JOIN genre_names AS n ON lower(n.name) = lower(trim(t.name))
    UNION ALL
    SELECT t.title_id, coalesce(i.genre, n.genre, trim(t.name)) AS genre, false AS in_imdb, true AS in_tmdb
    FROM tmdb_genres_of_titles AS t
    LEFT JOIN genre_names AS i ON i.name = concat('tmdb:', CAST(t.genre_id AS varchar))
    LEFT JOIN genre_names AS n ON i.name IS NULL AND lower(n.name) = lower(trim(t.name))
),
genres_of_titles AS (
    SELECT title_id, genre, bool_or(in_imdb) AS in_imdb, bool_or(in_tmdb) AS in_tmdb
    FROM found
    GROUP BY title_id, genre
    -- As a condition of WHERE on an unnested column this would cost DuckDB a join.
    HAVING count(nullif(genre, '')) > 0
)
SELECT title_id, genre, in_imdb, in_tmdb, CAST(1 AS double) / count(*) OVER (PARTITION BY title_id) AS weight
FROM genres_of_titles
