-- Every film that TMDB sent, as it was the last time
SELECT *
FROM (
    SELECT id, imdb_id, title, release_date, budget, revenue, runtime, specification, day,
           row_number() OVER (PARTITION BY id ORDER BY day DESC) AS age
    FROM tmdb_movies
)
WHERE age = 1
ORDER BY title
