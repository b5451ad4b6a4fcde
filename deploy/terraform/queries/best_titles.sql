-- The best rated films of the newest day with at least 10,000 votes, each once
SELECT id, titulopincipal, anolancamento, genero, max(notamedia) AS notamedia, max(numerovotos) AS numerovotos
FROM movies
WHERE day = (SELECT max(day) FROM movies) AND numerovotos >= 10000
GROUP BY id, titulopincipal, anolancamento, genero
ORDER BY notamedia DESC, numerovotos DESC
LIMIT 100
