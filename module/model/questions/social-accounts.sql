-- The quarter of all titles that a title is in by its popularity; equal popularity is in the same one.
WITH titles AS (
    SELECT decade, has_social_ids, CAST(floor(CAST(4 * (rank() OVER (ORDER BY popularity) - 1) AS double) / count(*) OVER ()) AS integer) + 1 AS popularity_quarter
    FROM fact_title
    WHERE has_social_ids IS NOT NULL AND popularity IS NOT NULL AND decade IS NOT NULL
)
SELECT decade, popularity_quarter, count(*) AS titles, count(CASE WHEN has_social_ids THEN 1 END) AS with_account,
       round(CAST(100 * count(CASE WHEN has_social_ids THEN 1 END) AS double) / count(*), 1) AS share
FROM titles
GROUP BY decade, popularity_quarter
ORDER BY decade, popularity_quarter
