WITH films AS (
    SELECT w.war, w.war_pt, w.first_year, t.decade, CAST(sum(b.weight) AS double) AS films
    FROM bridge_title_war AS b
    JOIN fact_title AS t ON t.title_id = b.title_id
    JOIN dim_war AS w ON w.war = b.war
    WHERE t.kind = 'movie' AND t.decade IS NOT NULL
    GROUP BY w.war, w.war_pt, w.first_year, t.decade
),
places AS (
    SELECT war, row_number() OVER (ORDER BY CAST(sum(films) AS double) DESC, war) AS place
    FROM films
    GROUP BY war
)
SELECT f.war, f.war_pt, f.first_year, f.decade, round(f.films, 2) AS films
FROM films AS f
JOIN places AS p ON p.war = f.war
WHERE p.place <= 15
ORDER BY f.first_year, f.war, f.decade
