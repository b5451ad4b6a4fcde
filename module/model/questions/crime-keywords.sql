WITH crime AS (
    SELECT b.title_id, b.keyword_id
    FROM bridge_title_genre AS g
    JOIN bridge_title_keyword AS b ON b.title_id = g.title_id
    WHERE g.genre = 'Crime'
),
size AS (
    SELECT count(DISTINCT title_id) AS titles FROM crime
)
SELECT k.keyword, count(*) AS films, round(CAST(100 * count(*) AS double) / max(s.titles), 1) AS share
FROM crime AS c
CROSS JOIN size AS s
JOIN dim_keyword AS k ON k.keyword_id = c.keyword_id
GROUP BY k.keyword_id, k.keyword
ORDER BY films DESC, k.keyword, k.keyword_id
LIMIT 15
