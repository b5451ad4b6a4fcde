-- The genres of all titles, and those that TMDB lists.
WITH genres_found AS (
    SELECT genre FROM bridge_title_genre
    UNION
    SELECT coalesce(i.genre, n.genre, trim(g.name)) AS genre
    FROM tmdb_genres AS g
    LEFT JOIN genre_names AS i ON i.name = concat('tmdb:', CAST(g.id AS varchar))
    LEFT JOIN genre_names AS n ON i.name IS NULL AND lower(n.name) = lower(trim(g.name))
)
SELECT f.genre, coalesce(s.genre_pt, f.genre) AS genre_pt
FROM genres_found AS f
LEFT JOIN genres AS s ON s.genre = f.genre
WHERE f.genre <> ''
