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
-- Found by the number of the row alone: a window over the variants would sort them.
titles_of_csv AS (
    SELECT kind, id, min(first_row) AS first_row, CAST(sum(row_count) AS integer) AS csv_rows, count(*) AS variant_count
    FROM variants
    GROUP BY kind, id
),
first_variants AS (
    SELECT v.*, f.csv_rows, f.variant_count
    FROM titles_of_csv AS f
    JOIN variants AS v ON v.kind = f.kind AND v.id = f.id AND v.first_row = f.first_row
),
conflicts AS (
    SELECT o.kind, o.id,
           max(CASE WHEN o.titulo_principal IS DISTINCT FROM f.titulo_principal THEN 1 ELSE 0 END)
           + max(CASE WHEN o.titulo_original IS DISTINCT FROM f.titulo_original THEN 1 ELSE 0 END)
           + max(CASE WHEN o.ano_lancamento IS DISTINCT FROM f.ano_lancamento THEN 1 ELSE 0 END)
           + max(CASE WHEN o.ano_termino IS DISTINCT FROM f.ano_termino THEN 1 ELSE 0 END)
           + max(CASE WHEN o.tempo_minutos IS DISTINCT FROM f.tempo_minutos THEN 1 ELSE 0 END)
           + max(CASE WHEN o.generos IS DISTINCT FROM f.generos THEN 1 ELSE 0 END)
           + max(CASE WHEN o.nota_media IS DISTINCT FROM f.nota_media THEN 1 ELSE 0 END)
           + max(CASE WHEN o.numero_votos IS DISTINCT FROM f.numero_votos THEN 1 ELSE 0 END) AS conflicting_columns
    FROM (SELECT * FROM first_variants WHERE variant_count > 1) AS f
    JOIN variants AS o ON o.kind = f.kind AND o.id = f.id
    GROUP BY o.kind, o.id
),
duplicates AS (
    SELECT title_id, CAST(sum(raw_rows - 1) AS integer) AS duplicate_rows
    FROM fact_credit
    WHERE source IN ('movies', 'series') AND raw_rows > 1
    GROUP BY title_id
),
imdb AS (
    SELECT CASE WHEN p.kind = 'series' AND m.id IS NOT NULL THEN concat(p.id, ':series') ELSE p.id END AS title_id, p.*, c.conflicting_columns
    FROM first_variants AS p
    LEFT JOIN conflicts AS c ON c.kind = p.kind AND c.id = p.id
    LEFT JOIN (SELECT id FROM titles_of_csv WHERE kind = 'movie') AS m ON m.id = p.id
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
