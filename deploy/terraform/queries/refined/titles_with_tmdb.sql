-- Titles that both IMDb and TMDB know, with what either says of them
SELECT title_id, title, imdb_rating, tmdb_rating, budget, revenue, profit
FROM fact_title
WHERE imdb_rating IS NOT NULL AND tmdb_id IS NOT NULL
ORDER BY revenue DESC NULLS LAST
LIMIT 100
