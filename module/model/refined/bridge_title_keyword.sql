-- The keywords of a title, from TMDB.
WITH lists AS (
    SELECT b.title_id, m.keywords
    FROM bridge_title_tmdb AS b
    JOIN tmdb_movies AS m ON b.tmdb_kind = 'movie' AND m.id = b.tmdb_id
    WHERE cardinality(m.keywords) > 0
    UNION ALL
    SELECT b.title_id, s.keywords
    FROM bridge_title_tmdb AS b
    JOIN tmdb_series AS s ON b.tmdb_kind = 'tv' AND s.id = b.tmdb_id
    WHERE cardinality(s.keywords) > 0
),
keywords_of_titles AS (
    SELECT l.title_id, element_at(l.keywords, n.i).id AS keyword_id
    FROM lists AS l
    CROSS JOIN UNNEST(sequence(1, cardinality(l.keywords))) AS n(i)
    GROUP BY l.title_id, element_at(l.keywords, n.i).id
    HAVING count(element_at(l.keywords, n.i).id) > 0
)
SELECT title_id, keyword_id, CAST(1 AS double) / count(*) OVER (PARTITION BY title_id) AS weight
FROM keywords_of_titles
