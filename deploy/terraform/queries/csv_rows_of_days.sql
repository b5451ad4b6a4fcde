-- Rows and titles of both CSV files, day by day
SELECT day, 'movies' AS source, count(*) AS row_count, count(DISTINCT id) AS titles
FROM movies
GROUP BY day
UNION ALL
SELECT day, 'series' AS source, count(*) AS row_count, count(DISTINCT id) AS titles
FROM series
GROUP BY day
ORDER BY day DESC, source
