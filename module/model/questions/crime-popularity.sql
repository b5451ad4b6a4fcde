WITH films AS (
    SELECT t.decade, t.popularity, CASE WHEN g.title_id IS NOT NULL THEN t.popularity END AS crime
    FROM fact_title AS t
    LEFT JOIN (SELECT title_id FROM bridge_title_genre WHERE genre = 'Crime') AS g ON g.title_id = t.title_id
    WHERE t.kind = 'movie' AND t.popularity IS NOT NULL AND t.decade IS NOT NULL
)
SELECT decade, count(crime) AS films, round(approx_percentile(crime, 0.25), 2) AS lower, round(approx_percentile(crime, 0.5), 2) AS median,
       round(approx_percentile(crime, 0.75), 2) AS upper, round(approx_percentile(CASE WHEN crime IS NULL THEN popularity END, 0.5), 2) AS others
FROM films
GROUP BY decade
HAVING count(crime) > 0
ORDER BY decade
