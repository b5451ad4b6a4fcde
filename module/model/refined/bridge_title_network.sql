-- The networks of a series, from TMDB.
WITH lists AS (
    SELECT b.title_id, s.networks
    FROM bridge_title_tmdb AS b
    JOIN tmdb_series AS s ON b.tmdb_kind = 'tv' AND s.id = b.tmdb_id
    WHERE cardinality(s.networks) > 0
),
networks_of_titles AS (
    SELECT l.title_id, element_at(l.networks, n.i).id AS network_id
    FROM lists AS l
    CROSS JOIN UNNEST(sequence(1, cardinality(l.networks))) AS n(i)
    GROUP BY l.title_id, element_at(l.networks, n.i).id
    HAVING count(element_at(l.networks, n.i).id) > 0
)
SELECT title_id, network_id, CAST(1 AS double) / count(*) OVER (PARTITION BY title_id) AS weight
FROM networks_of_titles
