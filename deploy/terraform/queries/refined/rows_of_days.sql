-- Titles and rows of the CSV files behind them on each of the last thirty days
SELECT as_of, count(*) AS titles, sum(csv_rows) AS csv_rows
FROM fact_title_days
WHERE as_of >= date_format(current_date - INTERVAL '30' DAY, '%Y/%m/%d')
GROUP BY as_of
ORDER BY as_of DESC
