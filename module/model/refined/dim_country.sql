-- Production countries, as the newest record that has them names them.
WITH lists AS (
    SELECT countries, raw_day, row_id FROM tmdb_movies WHERE cardinality(countries) > 0
    UNION ALL
    SELECT countries, raw_day, row_id FROM tmdb_series WHERE cardinality(countries) > 0
),
named AS (
    SELECT element_at(l.countries, n.i).iso_3166_1 AS country_code, element_at(l.countries, n.i).name AS country, l.raw_day, l.row_id
    FROM lists AS l
    CROSS JOIN UNNEST(sequence(1, cardinality(l.countries))) AS n(i)
),
ranked AS (
    SELECT country_code, country, row_number() OVER (PARTITION BY country_code ORDER BY raw_day DESC, row_id DESC, country) AS place
    FROM named
    WHERE country_code IS NOT NULL
)
SELECT country_code, country
FROM ranked
WHERE place = 1
