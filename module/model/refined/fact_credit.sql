-- Each credit once. Titles that a CSV knows have their credits from there; the others have them from TMDB.
WITH both_kinds AS (
    SELECT DISTINCT id FROM series WHERE id IN (SELECT id FROM movies)
),
movie_rows AS (
    SELECT id AS title_id,
           from_base(substr(to_hex(md5(to_utf8(concat_ws('|', nome_artista, coalesce(CAST(ano_nascimento AS varchar), ''), array_join(titulos_mais_conhecidos, ','))))), 1, 15), 16) AS artist_id,
           genero_artista AS role, personagem AS character_name, row_id
    FROM movies
    WHERE id IS NOT NULL AND nome_artista IS NOT NULL
),
series_rows AS (
    SELECT id,
           from_base(substr(to_hex(md5(to_utf8(concat_ws('|', nome_artista, coalesce(CAST(ano_nascimento AS varchar), ''), array_join(titulos_mais_conhecidos, ','))))), 1, 15), 16) AS artist_id,
           genero_artista AS role, personagem AS character_name, row_id
    FROM series
    WHERE id IS NOT NULL AND nome_artista IS NOT NULL
),
series_credits AS (
    SELECT id, artist_id, role, character_name, min(row_id) AS row_id, count(*) AS raw_rows
    FROM series_rows
    GROUP BY id, artist_id, role, character_name
),
tmdb_titles AS (
    SELECT tmdb_kind, tmdb_id, title_id
    FROM bridge_title_tmdb
    WHERE title_id NOT IN (SELECT id FROM movies WHERE id IS NOT NULL)
      AND split_part(title_id, ':', 1) NOT IN (SELECT id FROM series WHERE id IS NOT NULL)
),
tmdb_people_of_titles AS (
    SELECT 'tmdb_movies' AS source, t.title_id, m.cast_members, m.crew_members, m.row_id
    FROM tmdb_titles AS t
    JOIN tmdb_movies AS m ON t.tmdb_kind = 'movie' AND m.id = t.tmdb_id
    UNION ALL
    SELECT 'tmdb_series' AS source, t.title_id, CASE WHEN s.aggregate_cast IS NULL THEN s.cast_members END AS cast_members,
           CASE WHEN s.aggregate_crew IS NULL THEN s.crew_members END AS crew_members, s.row_id
    FROM tmdb_titles AS t
    JOIN tmdb_series AS s ON t.tmdb_kind = 'tv' AND s.id = t.tmdb_id
),
-- Credits of all seasons of a series name each person once, with every character and job.
aggregate_people AS (
    SELECT p.title_id, element_at(p.aggregate_cast, n.i).id AS person_id, element_at(p.aggregate_cast, n.i).roles AS roles, p.row_id
    FROM (SELECT t.title_id, s.aggregate_cast, s.row_id FROM tmdb_titles AS t JOIN tmdb_series AS s ON t.tmdb_kind = 'tv' AND s.id = t.tmdb_id WHERE cardinality(s.aggregate_cast) > 0) AS p
    CROSS JOIN UNNEST(sequence(1, cardinality(p.aggregate_cast))) AS n(i)
),
aggregate_workers AS (
    SELECT p.title_id, element_at(p.aggregate_crew, n.i).id AS person_id, element_at(p.aggregate_crew, n.i).jobs AS jobs, p.row_id
    FROM (SELECT t.title_id, s.aggregate_crew, s.row_id FROM tmdb_titles AS t JOIN tmdb_series AS s ON t.tmdb_kind = 'tv' AND s.id = t.tmdb_id WHERE cardinality(s.aggregate_crew) > 0) AS p
    CROSS JOIN UNNEST(sequence(1, cardinality(p.aggregate_crew))) AS n(i)
),
tmdb_credits AS (
    SELECT p.source, p.title_id, element_at(p.cast_members, n.i).id AS person_id, 'cast' AS role, element_at(p.cast_members, n.i).character AS character_name, p.row_id
    FROM (SELECT * FROM tmdb_people_of_titles WHERE cardinality(cast_members) > 0) AS p
    CROSS JOIN UNNEST(sequence(1, cardinality(p.cast_members))) AS n(i)
    UNION ALL
    SELECT p.source, p.title_id, element_at(p.crew_members, n.i).id AS person_id, lower(element_at(p.crew_members, n.i).job) AS role, CAST(NULL AS varchar) AS character_name, p.row_id
    FROM (SELECT * FROM tmdb_people_of_titles WHERE cardinality(crew_members) > 0) AS p
    CROSS JOIN UNNEST(sequence(1, cardinality(p.crew_members))) AS n(i)
    UNION ALL
    SELECT 'tmdb_series' AS source, a.title_id, a.person_id, 'cast' AS role, element_at(a.roles, n.i).character AS character_name, a.row_id
    FROM aggregate_people AS a
    CROSS JOIN UNNEST(sequence(1, CASE WHEN cardinality(a.roles) > 0 THEN cardinality(a.roles) ELSE 1 END)) AS n(i)
    UNION ALL
    SELECT 'tmdb_series' AS source, a.title_id, a.person_id, lower(element_at(a.jobs, n.i).job) AS role, CAST(NULL AS varchar) AS character_name, a.row_id
    FROM aggregate_workers AS a
    CROSS JOIN UNNEST(sequence(1, CASE WHEN cardinality(a.jobs) > 0 THEN cardinality(a.jobs) ELSE 1 END)) AS n(i)
)
SELECT title_id, artist_id, role, character_name, 'movies' AS source, min(row_id) AS row_id, CAST(count(*) AS integer) AS raw_rows
FROM movie_rows
GROUP BY title_id, artist_id, role, character_name
UNION ALL
SELECT CASE WHEN b.id IS NULL THEN c.id ELSE concat(c.id, ':series') END AS title_id, c.artist_id, c.role, c.character_name, 'series' AS source, c.row_id,
       CAST(c.raw_rows AS integer) AS raw_rows
FROM series_credits AS c
LEFT JOIN both_kinds AS b ON b.id = c.id
UNION ALL
SELECT title_id, -person_id AS artist_id, role, nullif(character_name, '') AS character_name, source, min(row_id) AS row_id, CAST(count(*) AS integer) AS raw_rows
FROM tmdb_credits
WHERE person_id IS NOT NULL
GROUP BY title_id, -person_id, role, nullif(character_name, ''), source
