-- Amounts under $1,000 are entered in another unit. Three films are the fewest of which a middle one says something.
SELECT c.company, count(*) AS films, approx_percentile(t.budget, 0.5) AS median_budget
FROM bridge_title_company AS b
JOIN fact_title AS t ON t.title_id = b.title_id
JOIN dim_company AS c ON c.company_id = b.company_id
WHERE t.budget >= 1000
GROUP BY c.company_id, c.company
HAVING count(*) >= 3
ORDER BY films DESC, c.company, c.company_id
LIMIT 80
