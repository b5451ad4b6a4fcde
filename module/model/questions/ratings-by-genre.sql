SELECT g.genre, d.genre_pt, t.decade, round(CAST(sum(t.imdb_rating * t.imdb_votes) AS double) / CAST(sum(t.imdb_votes) AS double), 2) AS rating,
       count(*) AS titles, CAST(sum(t.imdb_votes) AS bigint) AS votes
FROM fact_title AS t
JOIN bridge_title_genre AS g ON g.title_id = t.title_id
JOIN dim_genre AS d ON d.genre = g.genre
WHERE t.imdb_rating IS NOT NULL AND t.imdb_votes > 0 AND t.decade IS NOT NULL
GROUP BY g.genre, d.genre_pt, t.decade
HAVING sum(t.imdb_votes) >= 100
ORDER BY g.genre, t.decade
