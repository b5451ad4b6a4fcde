-- The war with the most films, of which one about two wars counts half for each, and of its films those with the best rating; IMDb's rating where there is one.
WITH wars AS (
    SELECT b.war, row_number() OVER (ORDER BY CAST(sum(b.weight) AS double) DESC, b.war) AS place
    FROM bridge_title_war AS b
    JOIN fact_title AS t ON t.title_id = b.title_id
    WHERE t.kind = 'movie' AND t.decade IS NOT NULL
    GROUP BY b.war
),
rated AS (
    SELECT w.war, w.war_pt, t.title_id, t.title, t.release_year,
           CASE WHEN t.imdb_rating IS NOT NULL THEN CAST(t.imdb_rating AS double) ELSE t.tmdb_rating END AS rating,
           CASE WHEN t.imdb_rating IS NOT NULL THEN t.imdb_votes ELSE t.tmdb_votes END AS votes,
           CASE WHEN t.imdb_rating IS NOT NULL THEN 'IMDb' ELSE 'TMDB' END AS voted_at
    FROM wars AS m
    JOIN dim_war AS w ON w.war = m.war
    JOIN bridge_title_war AS b ON b.war = m.war
    JOIN fact_title AS t ON t.title_id = b.title_id
    WHERE m.place = 1 AND t.kind = 'movie'
)
SELECT war, war_pt, title_id, title, release_year, round(rating, 2) AS rating, votes, voted_at
FROM rated
WHERE votes >= 100
ORDER BY rating DESC, votes DESC, title_id
LIMIT 10
