-- Three classes of popularity to each tenfold.
WITH titles AS (
    SELECT has_social_ids AS has_account, floor(CAST(ln(popularity) AS double) / ln(1E1) * 3) AS class, popularity, tmdb_rating
    FROM fact_title
    WHERE has_social_ids IS NOT NULL AND popularity >= 1E-4 AND tmdb_rating IS NOT NULL
)
SELECT has_account, round(avg(popularity), 4) AS popularity, count(*) AS titles, round(avg(tmdb_rating), 3) AS rating
FROM titles
GROUP BY has_account, class
ORDER BY has_account, class
