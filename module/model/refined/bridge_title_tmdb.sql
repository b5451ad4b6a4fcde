-- Which title a TMDB record is about: the title with its IMDb id, or, where TMDB names none, one of its own.
-- Two records that name one IMDb id: the record of the title's own kind is it, then the lowest id; the other stands alone.
WITH records AS (
    SELECT 'movie' AS tmdb_kind, id AS tmdb_id, imdb_id FROM tmdb_movies WHERE id IS NOT NULL
    UNION ALL
    SELECT 'tv' AS tmdb_kind, id AS tmdb_id, imdb_id FROM tmdb_series WHERE id IS NOT NULL
),
claims AS (
    SELECT r.tmdb_kind, r.tmdb_id,
           CASE WHEN r.tmdb_kind = 'tv' AND m.id IS NOT NULL AND s.id IS NOT NULL THEN concat(r.imdb_id, ':series') ELSE r.imdb_id END AS title_id,
           CASE WHEN r.tmdb_kind = 'movie' AND m.id IS NOT NULL OR r.tmdb_kind = 'tv' AND s.id IS NOT NULL THEN 0 ELSE 1 END AS other_kind
    FROM records AS r
    LEFT JOIN (SELECT DISTINCT id FROM movies) AS m ON m.id = r.imdb_id
    LEFT JOIN (SELECT DISTINCT id FROM series) AS s ON s.id = r.imdb_id
),
ranked AS (
    SELECT tmdb_kind, tmdb_id, title_id, row_number() OVER (PARTITION BY title_id ORDER BY other_kind, tmdb_kind, tmdb_id) AS place
    FROM claims
)
SELECT tmdb_kind, tmdb_id,
       CASE
           WHEN title_id IS NOT NULL AND place = 1 THEN title_id
           WHEN tmdb_kind = 'tv' THEN concat('tmdb-tv:', CAST(tmdb_id AS varchar))
           ELSE concat('tmdb:', CAST(tmdb_id AS varchar))
       END AS title_id
FROM ranked
