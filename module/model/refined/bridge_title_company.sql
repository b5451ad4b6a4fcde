-- The production companies of a title, from TMDB.
WITH lists AS (
    SELECT b.title_id, m.companies
    FROM bridge_title_tmdb AS b
    JOIN tmdb_movies AS m ON b.tmdb_kind = 'movie' AND m.id = b.tmdb_id
    WHERE cardinality(m.companies) > 0
    UNION ALL
    SELECT b.title_id, s.companies
    FROM bridge_title_tmdb AS b
    JOIN tmdb_series AS s ON b.tmdb_kind = 'tv' AND s.id = b.tmdb_id
    WHERE cardinality(s.companies) > 0
),
companies_of_titles AS (
    SELECT l.title_id, element_at(l.companies, n.i).id AS company_id
    FROM lists AS l
    CROSS JOIN UNNEST(sequence(1, cardinality(l.companies))) AS n(i)
    GROUP BY l.title_id, element_at(l.companies, n.i).id
    HAVING count(element_at(l.companies, n.i).id) > 0
)
SELECT title_id, company_id, CAST(1 AS double) / count(*) OVER (PARTITION BY title_id) AS weight
FROM companies_of_titles
