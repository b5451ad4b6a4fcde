-- The best rated films with at least 10,000 votes
SELECT title_id, title, release_year, imdb_genres, imdb_rating, imdb_votes
FROM fact_title
WHERE kind = 'movie' AND imdb_votes >= 10000
ORDER BY imdb_rating DESC, imdb_votes DESC
LIMIT 100
