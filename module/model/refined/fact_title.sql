-- Each title once. What IMDb's files say of it is the first of their rows; TMDB fills what they leave open.
WITH variants AS (
    SELECT 'movie' AS kind, id, titulo_principal, titulo_original, ano_lancamento, CAST(NULL AS smallint) AS ano_termino, tempo_minutos, generos, nota_media, numero_votos,
           min(row_id) AS first_row, count(*) AS row_count
    FROM movies
    WHERE id IS NOT NULL
    GROUP BY id, titulo_principal, titulo_original, ano_lancamento, tempo_minutos, generos, nota_media, numero_votos
    UNION ALL
    SELECT 'series' AS kind, id, titulo_principal, titulo_original, ano_lancamento, ano_termino, tempo_minutos, generos, nota_media, numero_votos,
           min(row_id) AS first_row, count(*) AS row_count
    FROM series
    WHERE id IS NOT NULL
    GROUP BY id, titulo_principal, titulo_original, ano_lancamento, ano_termino, tempo_minutos, generos, nota_media, numero_votos
),
-- Titles of several variants are few, so what is joined with them stays small. A window over the variants would sort all.
conflicting_titles AS (
    SELECT kind, id, min(first_row) AS first_row, CAST(sum(row_count) AS integer) AS csv_rows
    FROM variants
    GROUP BY kind, id
    HAVING count(*) > 1
),
conflicts AS (
    SELECT v.kind, v.id,
           CASE WHEN count(DISTINCT v.titulo_principal) + max(CASE WHEN v.titulo_principal IS NULL THEN 1 ELSE 0 END) > 1 THEN 1 ELSE 0 END
           + CASE WHEN count(DISTINCT v.titulo_original) + max(CASE WHEN v.titulo_original IS NULL THEN 1 ELSE 0 END) > 1 THEN 1 ELSE 0 END
           + CASE WHEN count(DISTINCT v.ano_lancamento) + max(CASE WHEN v.ano_lancamento IS NULL THEN 1 ELSE 0 END) > 1 THEN 1 ELSE 0 END
           + CASE WHEN count(DISTINCT v.ano_termino) + max(CASE WHEN v.ano_termino IS NULL THEN 1 ELSE 0 END) > 1 THEN 1 ELSE 0 END
           + CASE WHEN count(DISTINCT v.tempo_minutos) + max(CASE WHEN v.tempo_minutos IS NULL THEN 1 ELSE 0 END) > 1 THEN 1 ELSE 0 END
           + CASE WHEN count(DISTINCT v.generos) + max(CASE WHEN v.generos IS NULL THEN 1 ELSE 0 END) > 1 THEN 1 ELSE 0 END
           + CASE WHEN count(DISTINCT v.nota_media) + max(CASE WHEN v.nota_media IS NULL THEN 1 ELSE 0 END) > 1 THEN 1 ELSE 0 END
           + CASE WHEN count(DISTINCT v.numero_votos) + max(CASE WHEN v.numero_votos IS NULL THEN 1 ELSE 0 END) > 1 THEN 1 ELSE 0 END AS conflicting_columns
    FROM variants AS v
    JOIN conflicting_titles AS c ON c.kind = v.kind AND c.id = v.id
    GROUP BY v.kind, v.id
),
both_kinds AS (
    SELECT id
    FROM variants
    GROUP BY id
    HAVING min(kind) <> max(kind)
),
duplicates AS (
    SELECT title_id, CAST(sum(raw_rows - 1) AS integer) AS duplicate_rows
    FROM fact_credit
    WHERE source IN ('movies', 'series') AND raw_rows > 1
    GROUP BY title_id
),
imdb AS (
    SELECT CASE WHEN v.kind = 'series' AND b.id IS NOT NULL THEN concat(v.id, ':series') ELSE v.id END AS title_id, v.*,
           coalesce(t.csv_rows, CAST(v.row_count AS integer)) AS csv_rows, c.conflicting_columns
    FROM variants AS v
    LEFT JOIN conflicting_titles AS t ON t.kind = v.kind AND t.id = v.id
    LEFT JOIN conflicts AS c ON c.kind = v.kind AND c.id = v.id
    LEFT JOIN both_kinds AS b ON b.id = v.id
    WHERE t.id IS NULL OR v.first_row = t.first_row
),
tmdb AS (
    SELECT b.title_id, b.tmdb_kind, m.id, m.imdb_id, m.title, m.original_title,
           CASE WHEN year(m.release_date) BETWEEN 1800 AND 2100 THEN m.release_date END AS release_date, CAST(NULL AS date) AS last_date, m.status, m.runtime,
           CAST(NULL AS integer) AS seasons, CAST(NULL AS integer) AS episodes, m.budget, m.revenue, m.popularity, m.vote_average, m.vote_count,
           m.original_language, m.collection_id, m.external_ids, coalesce(m.facebook_id, m.instagram_id, m.twitter_id) AS social_id
    FROM bridge_title_tmdb AS b
    JOIN tmdb_movies AS m ON b.tmdb_kind = 'movie' AND m.id = b.tmdb_id
    UNION ALL
    SELECT b.title_id, b.tmdb_kind, s.id, s.imdb_id, s.name AS title, s.original_name AS original_title,
           CASE WHEN year(s.first_air_date) BETWEEN 1800 AND 2100 THEN s.first_air_date END AS release_date,
           CASE WHEN s.status IN ('Ended', 'Canceled') AND year(s.last_air_date) BETWEEN 1800 AND 2100 THEN s.last_air_date END AS last_date, s.status, CAST(NULL AS integer) AS runtime,
           s.number_of_seasons AS seasons, s.number_of_episodes AS episodes, CAST(NULL AS bigint) AS budget, CAST(NULL AS bigint) AS revenue,
           s.popularity, s.vote_average, s.vote_count, s.original_language, CAST(NULL AS bigint) AS collection_id, s.external_ids,
           coalesce(s.facebook_id, s.instagram_id, s.twitter_id) AS social_id
    FROM bridge_title_tmdb AS b
    JOIN tmdb_series AS s ON b.tmdb_kind = 'tv' AND s.id = b.tmdb_id
),
titles AS (
    SELECT coalesce(i.title_id, t.title_id) AS title_id,
           coalesce(i.kind, CASE WHEN t.tmdb_kind = 'tv' THEN 'series' ELSE 'movie' END) AS kind,
           coalesce(i.id, t.imdb_id) AS imdb_id,
           t.tmdb_kind, t.id AS tmdb_id,
           coalesce(i.titulo_principal, t.title) AS title,
           coalesce(i.titulo_original, t.original_title) AS original_title,
           CAST(coalesce(i.ano_lancamento, year(t.release_date)) AS smallint) AS release_year,
           CAST(coalesce(i.ano_termino, year(t.last_date)) AS smallint) AS end_year,
           t.release_date, t.status,
           coalesce(i.tempo_minutos, t.runtime) AS runtime_minutes,
           t.seasons, t.episodes,
           i.generos AS imdb_genres, i.nota_media AS imdb_rating, i.numero_votos AS imdb_votes,
           CASE WHEN t.vote_count > 0 THEN t.vote_average END AS tmdb_rating, t.vote_count AS tmdb_votes,
           t.budget, t.revenue, t.popularity, t.original_language, t.collection_id,
           CASE WHEN t.social_id IS NOT NULL THEN true WHEN t.external_ids IS NOT NULL THEN false END AS has_social_ids,
           i.csv_rows, d.duplicate_rows, i.conflicting_columns
    FROM imdb AS i
    FULL JOIN tmdb AS t ON t.title_id = i.title_id
    LEFT JOIN duplicates AS d ON d.title_id = i.title_id
)
SELECT title_id, kind, imdb_id, tmdb_kind, tmdb_id, title, original_title, release_year, end_year,
       CAST(release_year - release_year % 10 AS smallint) AS decade, release_date, status, runtime_minutes, seasons, episodes,
       imdb_genres, imdb_rating, imdb_votes, tmdb_rating, tmdb_votes, budget, revenue, revenue - budget AS profit, popularity, original_language, collection_id,
       has_social_ids, coalesce(csv_rows, 0) AS csv_rows, coalesce(duplicate_rows, 0) AS duplicate_rows,
       CAST(coalesce(conflicting_columns, 0) AS smallint) AS conflicting_columns
FROM titles
