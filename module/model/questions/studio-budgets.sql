-- A film's budget is shared among its companies by the weights of the bridge, so the sum over all companies counts it once. Amounts under
-- $1,000 are entered in another unit.
SELECT c.company, CAST(sum(t.budget * b.weight) AS double) AS spent, count(*) AS films
FROM bridge_title_company AS b
JOIN fact_title AS t ON t.title_id = b.title_id
JOIN dim_company AS c ON c.company_id = b.company_id
WHERE t.budget >= 1000
GROUP BY c.company_id, c.company
ORDER BY spent DESC, c.company, c.company_id
LIMIT 15
