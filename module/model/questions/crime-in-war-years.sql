-- A year has one band: that of the most filmed of the wars that were fought in it, among the six most filmed.
WITH years AS (
    SELECT t.release_year, count(*) AS films,
           CAST(sum(t.imdb_rating * t.imdb_votes) AS double) / nullif(CAST(sum(CASE WHEN t.imdb_rating IS NOT NULL THEN t.imdb_votes END) AS double), 0E0) AS rating
    FROM fact_title AS t
    JOIN bridge_title_genre AS g ON g.title_id = t.title_id
    WHERE g.genre = 'Crime' AND t.kind = 'movie' AND t.release_year IS NOT NULL
    GROUP BY t.release_year
),
filmed AS (
    SELECT b.war, row_number() OVER (ORDER BY CAST(sum(b.weight) AS double) DESC, b.war) AS place
    FROM bridge_title_war AS b
    JOIN fact_title AS t ON t.title_id = b.title_id
    WHERE t.kind = 'movie' AND t.decade IS NOT NULL
    GROUP BY b.war
),
wars AS (
    SELECT w.war, w.war_pt, w.first_year, w.last_year, f.place
    FROM dim_war AS w
    JOIN filmed AS f ON f.war = w.war
    WHERE f.place <= 6 AND w.last_year IS NOT NULL
),
fought AS (
    SELECT y.release_year, w.war, w.war_pt, w.first_year, w.last_year, row_number() OVER (PARTITION BY y.release_year ORDER BY w.place) AS place
    FROM years AS y
    JOIN wars AS w ON y.release_year BETWEEN w.first_year AND w.last_year
)
SELECT y.release_year, y.films, round(y.rating, 2) AS rating, f.war, f.war_pt, f.first_year AS war_from, f.last_year AS war_to
FROM years AS y
LEFT JOIN fought AS f ON f.release_year = y.release_year AND f.place = 1
ORDER BY y.release_year
