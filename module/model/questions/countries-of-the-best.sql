WITH best AS (
    SELECT b.country_code, b.weight
    FROM fact_title AS t
    JOIN bridge_title_country AS b ON b.title_id = t.title_id
    WHERE t.imdb_rating >= 8 AND t.imdb_votes >= 1000
),
whole AS (
    SELECT CAST(sum(weight) AS double) AS titles FROM best
)
SELECT c.country_code, c.country, round(CAST(sum(b.weight) AS double), 2) AS titles, round(CAST(100 * sum(b.weight) AS double) / max(w.titles), 1) AS share
FROM best AS b
JOIN dim_country AS c ON c.country_code = b.country_code
CROSS JOIN whole AS w
GROUP BY c.country_code, c.country
ORDER BY titles DESC, c.country_code
LIMIT 15
