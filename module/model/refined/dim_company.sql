-- Production companies, as the newest record that has them names them.
WITH lists AS (
    SELECT companies, raw_day, row_id FROM tmdb_movies WHERE cardinality(companies) > 0
    UNION ALL
    SELECT companies, raw_day, row_id FROM tmdb_series WHERE cardinality(companies) > 0
),
named AS (
    SELECT element_at(l.companies, n.i).id AS company_id, element_at(l.companies, n.i).name AS company, element_at(l.companies, n.i).origin_country AS origin_country, l.raw_day, l.row_id
    FROM lists AS l
    CROSS JOIN UNNEST(sequence(1, cardinality(l.companies))) AS n(i)
),
ranked AS (
    SELECT company_id, company, origin_country, row_number() OVER (PARTITION BY company_id ORDER BY raw_day DESC, row_id DESC, company, origin_country) AS place
    FROM named
    WHERE company_id IS NOT NULL
)
SELECT company_id, company, nullif(origin_country, '') AS origin_country
FROM ranked
WHERE place = 1
