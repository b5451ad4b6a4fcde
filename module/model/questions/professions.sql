WITH artists AS (
    SELECT artist_id FROM dim_artist WHERE known_title_count > 3
),
size AS (
    SELECT count(*) AS artists FROM artists
)
SELECT p.profession, count(*) AS artists, round(CAST(100 * count(*) AS double) / max(s.artists), 1) AS share
FROM artists AS a
JOIN bridge_artist_profession AS p ON p.artist_id = a.artist_id
CROSS JOIN size AS s
GROUP BY p.profession
ORDER BY artists DESC, p.profession
LIMIT 15
