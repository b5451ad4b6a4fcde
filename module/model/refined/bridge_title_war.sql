-- A title is about a war when one of its TMDB keywords is a keyword of that war in seeds/war_keywords.csv.
WITH wars_of_titles AS (
    SELECT DISTINCT b.title_id, w.war
    FROM bridge_title_keyword AS b
    JOIN dim_keyword AS k ON k.keyword_id = b.keyword_id
    JOIN war_keywords AS w ON lower(w.keyword) = lower(trim(k.keyword))
)
SELECT title_id, war, CAST(1 AS double) / count(*) OVER (PARTITION BY title_id) AS weight
FROM wars_of_titles
