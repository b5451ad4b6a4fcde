-- How many titles are about each war, and what their films took in
SELECT w.war, w.first_year, count(*) AS titles, sum(t.revenue * b.weight) AS revenue
FROM bridge_title_war AS b
JOIN dim_war AS w ON w.war = b.war
JOIN fact_title AS t ON t.title_id = b.title_id
GROUP BY w.war, w.first_year
ORDER BY titles DESC
