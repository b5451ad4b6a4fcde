-- Every day of every year from the first release date to the last.
WITH bounds AS (
    SELECT min(year(release_date)) AS first_year, max(year(release_date)) AS last_year
    FROM fact_title
    WHERE release_date IS NOT NULL
),
days AS (
    SELECT CAST(CAST(concat(CAST(y.calendar_year AS varchar), '-01-01') AS date) + d.days * INTERVAL '1' DAY AS date) AS date, y.calendar_year
    FROM (SELECT first_year, last_year FROM bounds WHERE first_year IS NOT NULL) AS b
    CROSS JOIN UNNEST(sequence(b.first_year, b.last_year)) AS y(calendar_year)
    CROSS JOIN UNNEST(sequence(0, 365)) AS d(days)
)
SELECT date, CAST(year(date) AS smallint) AS year, CAST(quarter(date) AS smallint) AS quarter, CAST(month(date) AS smallint) AS month,
       CAST(day(date) AS smallint) AS day, CAST(day_of_week(date) AS smallint) AS weekday, CAST(year(date) - year(date) % 10 AS smallint) AS decade
FROM days
WHERE year(date) = calendar_year
