-- Films whose budget and revenue are known; amounts under $1,000 are entered in another unit. Those with the most votes.
SELECT title_id, title, release_year, budget, revenue, round(CAST(revenue AS double) / budget, 2) AS times_budget
FROM fact_title
WHERE kind = 'movie' AND budget >= 1000 AND revenue >= 1000
ORDER BY coalesce(tmdb_votes, 0) DESC, title_id
LIMIT 1500
