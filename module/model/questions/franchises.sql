-- The eight franchises of each genre whose films are the most popular on average.
WITH franchises AS (
    SELECT g.genre, c.collection_id, c.collection, count(*) AS films, avg(t.popularity) AS popularity, avg(t.tmdb_rating) AS rating, CAST(sum(t.revenue) AS bigint) AS revenue
    FROM fact_title AS t
    JOIN dim_collection AS c ON c.collection_id = t.collection_id
    JOIN bridge_title_genre AS g ON g.title_id = t.title_id
    WHERE g.genre IN ('Crime', 'War') AND t.popularity IS NOT NULL AND c.collection IS NOT NULL
    GROUP BY g.genre, c.collection_id, c.collection
),
places AS (
    SELECT *, row_number() OVER (PARTITION BY genre ORDER BY popularity DESC, collection, collection_id) AS place
    FROM franchises
)
SELECT p.genre, d.genre_pt, p.place, p.collection, p.films, round(p.popularity, 2) AS popularity, round(p.rating, 2) AS rating, p.revenue
FROM places AS p
JOIN dim_genre AS d ON d.genre = p.genre
WHERE p.place <= 8
ORDER BY p.genre, p.place
