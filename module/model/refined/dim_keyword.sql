-- Keywords, as the newest record that has them names them.
WITH lists AS (
    SELECT keywords, raw_day, row_id FROM tmdb_movies WHERE cardinality(keywords) > 0
    UNION ALL
    SELECT keywords, raw_day, row_id FROM tmdb_series WHERE cardinality(keywords) > 0
),
named AS (
    SELECT element_at(l.keywords, n.i).id AS keyword_id, element_at(l.keywords, n.i).name AS keyword, l.raw_day, l.row_id
    FROM lists AS l
    CROSS JOIN UNNEST(sequence(1, cardinality(l.keywords))) AS n(i)
    UNION ALL
    SELECT id AS keyword_id, name AS keyword, raw_day, row_id FROM tmdb_keywords
),
ranked AS (
    SELECT keyword_id, keyword, row_number() OVER (PARTITION BY keyword_id ORDER BY raw_day DESC, row_id DESC, keyword) AS place
    FROM named
    WHERE keyword_id IS NOT NULL
)
SELECT keyword_id, keyword
FROM ranked
WHERE place = 1
