-- Networks of series, as the newest record that has them names them.
WITH lists AS (
    SELECT networks, raw_day, row_id FROM tmdb_series WHERE cardinality(networks) > 0
),
named AS (
    SELECT element_at(l.networks, n.i).id AS network_id, element_at(l.networks, n.i).name AS network, element_at(l.networks, n.i).origin_country AS origin_country, l.raw_day, l.row_id
    FROM lists AS l
    CROSS JOIN UNNEST(sequence(1, cardinality(l.networks))) AS n(i)
),
ranked AS (
    SELECT network_id, network, origin_country, row_number() OVER (PARTITION BY network_id ORDER BY raw_day DESC, row_id DESC, network, origin_country) AS place
    FROM named
    WHERE network_id IS NOT NULL
)
SELECT network_id, network, nullif(origin_country, '') AS origin_country
FROM ranked
WHERE place = 1
