-- Each artist once, as the first row that names it says: films before series.
WITH firsts AS (
    SELECT artist_id,
           min(CASE WHEN source = 'movies' THEN row_id END) AS movie_row,
           min(CASE WHEN source = 'series' THEN row_id END) AS series_row
    FROM fact_credit
    WHERE artist_id >= 0
    GROUP BY artist_id
),
csv_artists AS (
    SELECT f.artist_id, m.nome_artista AS artist_name, m.ano_nascimento AS birth_year, m.ano_falecimento AS death_year,
           m.profissoes AS professions, CAST(cardinality(m.titulos_mais_conhecidos) AS smallint) AS known_title_count
    FROM firsts AS f
    JOIN movies AS m ON m.row_id = f.movie_row
    UNION ALL
    SELECT f.artist_id, s.nome_artista AS artist_name, s.ano_nascimento AS birth_year, s.ano_falecimento AS death_year,
           s.profissoes AS professions, CAST(cardinality(s.titulos_mais_conhecidos) AS smallint) AS known_title_count
    FROM firsts AS f
    JOIN series AS s ON s.row_id = f.series_row
    WHERE f.movie_row IS NULL
),
tmdb_names AS (
    SELECT element_at(m.cast_members, n.i).id AS person_id, element_at(m.cast_members, n.i).name AS name
    FROM (SELECT cast_members FROM tmdb_movies WHERE cardinality(cast_members) > 0 UNION ALL SELECT cast_members FROM tmdb_series WHERE cardinality(cast_members) > 0) AS m
    CROSS JOIN UNNEST(sequence(1, cardinality(m.cast_members))) AS n(i)
    UNION ALL
    SELECT element_at(m.crew_members, n.i).id AS person_id, element_at(m.crew_members, n.i).name AS name
    FROM (SELECT crew_members FROM tmdb_movies WHERE cardinality(crew_members) > 0 UNION ALL SELECT crew_members FROM tmdb_series WHERE cardinality(crew_members) > 0) AS m
    CROSS JOIN UNNEST(sequence(1, cardinality(m.crew_members))) AS n(i)
),
credited AS (
    SELECT n.person_id, min(n.name) AS name
    FROM tmdb_names AS n
    WHERE -n.person_id IN (SELECT artist_id FROM fact_credit WHERE artist_id < 0)
    GROUP BY n.person_id
),
tmdb_artists AS (
    SELECT -coalesce(p.id, c.person_id) AS artist_id, coalesce(p.name, c.name) AS artist_name, p.imdb_id,
           CASE WHEN year(p.birthday) BETWEEN 1 AND 2100 THEN CAST(year(p.birthday) AS smallint) END AS birth_year,
           CASE WHEN year(p.deathday) BETWEEN 1 AND 2100 THEN CAST(year(p.deathday) AS smallint) END AS death_year
    FROM (SELECT * FROM tmdb_people WHERE id IS NOT NULL) AS p
    FULL JOIN credited AS c ON c.person_id = p.id
),
artists AS (
    SELECT artist_id, artist_name, birth_year, death_year, professions, known_title_count, CAST(NULL AS varchar) AS imdb_id FROM csv_artists
    UNION ALL
    SELECT artist_id, artist_name, birth_year, death_year, NULL AS professions, CAST(NULL AS smallint) AS known_title_count, imdb_id FROM tmdb_artists
)
SELECT artist_id, artist_name, birth_year, death_year, professions, known_title_count,
       artist_id >= 0 AND birth_year IS NULL AND known_title_count IS NULL AS name_only, imdb_id, CASE WHEN artist_id < 0 THEN -artist_id END AS tmdb_person_id
FROM artists
