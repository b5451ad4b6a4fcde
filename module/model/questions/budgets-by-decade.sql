SELECT decade, count(*) AS films, approx_percentile(budget, 0.25) AS lower, approx_percentile(budget, 0.5) AS median, approx_percentile(budget, 0.75) AS upper
FROM fact_title
WHERE kind = 'movie' AND budget >= 1000 AND decade IS NOT NULL
GROUP BY decade
HAVING count(*) >= 3
ORDER BY decade
