-- Films of the CSV beside what TMDB says of them
SELECT csv.id, csv.titulopincipal, csv.notamedia, tmdb.vote_average, tmdb.budget, tmdb.revenue
FROM (
    SELECT DISTINCT id, titulopincipal, notamedia
    FROM movies
    WHERE day = (SELECT max(day) FROM movies)
) AS csv
JOIN (
    SELECT imdb_id, max_by(vote_average, day) AS vote_average, max_by(budget, day) AS budget, max_by(revenue, day) AS revenue
    FROM tmdb_movies
    GROUP BY imdb_id
) AS tmdb ON tmdb.imdb_id = csv.id
ORDER BY tmdb.revenue DESC
LIMIT 100
