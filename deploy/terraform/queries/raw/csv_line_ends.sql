-- Rows of today's films whose last column kept a carriage return: always 0, or line ends are not read as they should be
SELECT count_if(titulosmaisconhecidos LIKE concat('%', chr(13))) AS kept_carriage_returns, count(*) AS row_count
FROM movies
WHERE day = date_format(current_date, '%Y/%m/%d')
