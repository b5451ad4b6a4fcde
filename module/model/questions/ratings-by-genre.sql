WITH cells AS (
    SELECT g.genre, d.genre_pt, t.decade, CAST(sum(t.imdb_rating * t.imdb_votes) AS double) AS points, count(*) AS titles, CAST(sum(t.imdb_votes) AS double) AS votes
    FROM fact_title AS t
    JOIN bridge_title_genre AS g ON g.title_id = t.title_id
    JOIN dim_genre AS d ON d.genre = g.genre
    WHERE t.imdb_rating IS NOT NULL AND t.imdb_votes > 0 AND t.decade IS NOT NULL
    GROUP BY g.genre, d.genre_pt, t.decade
    HAVING sum(t.imdb_votes) >= 100
)
SELECT genre, genre_pt, decade, round(CAST(points AS double) / votes, 2) AS rating, titles, CAST(votes AS bigint) AS votes,
       round(CAST(sum(points) OVER (PARTITION BY genre) AS double) / CAST(sum(votes) OVER (PARTITION BY genre) AS double), 2) AS genre_rating
FROM cells
ORDER BY genre, decade
