-- The production countries of a title, from TMDB.
WITH lists AS (
    SELECT b.title_id, m.countries
    FROM bridge_title_tmdb AS b
    JOIN tmdb_movies AS m ON b.tmdb_kind = 'movie' AND m.id = b.tmdb_id
    WHERE cardinality(m.countries) > 0
    UNION ALL
    SELECT b.title_id, s.countries
    FROM bridge_title_tmdb AS b
    JOIN tmdb_series AS s ON b.tmdb_kind = 'tv' AND s.id = b.tmdb_id
    WHERE cardinality(s.countries) > 0
),
countries_of_titles AS (
    SELECT l.title_id, element_at(l.countries, n.i).iso_3166_1 AS country_code
    FROM lists AS l
    CROSS JOIN UNNEST(sequence(1, cardinality(l.countries))) AS n(i)
    GROUP BY l.title_id, element_at(l.countries, n.i).iso_3166_1
    HAVING count(element_at(l.countries, n.i).iso_3166_1) > 0
)
SELECT title_id, country_code, CAST(1 AS double) / count(*) OVER (PARTITION BY title_id) AS weight
FROM countries_of_titles
