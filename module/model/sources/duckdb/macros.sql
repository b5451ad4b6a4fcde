-- Functions of Trino in DuckDB, so that one text of SQL runs on both. One statement each, ended by a semicolon at the end
-- of a line. Where DuckDB has a function of the same name and meaning, there is nothing here.
-- A macro that shadows a function of DuckDB's own names it with its catalogue: system.main.

-- Text.
CREATE OR REPLACE MACRO concat(a, b) AS a || b, (a, b, c) AS a || b || c, (a, b, c, d) AS a || b || c || d, (a, b, c, d, e) AS a || b || c || d || e, (a, b, c, d, e, f) AS a || b || c || d || e || f, (a, b, c, d, e, f, g) AS a || b || c || d || e || f || g, (a, b, c, d, e, f, g, h) AS a || b || c || d || e || f || g || h, (a, b, c, d, e, f, g, h, i) AS a || b || c || d || e || f || g || h || i, (a, b, c, d, e, f, g, h, i, j) AS a || b || c || d || e || f || g || h || i || j;
CREATE OR REPLACE MACRO split_part(s, d, i) AS CASE WHEN i >= 1 AND i <= len(string_split(s, d)) THEN string_split(s, d)[i] WHEN i < 1 THEN error('split_part: the index must be greater than zero') END;
CREATE OR REPLACE MACRO strpos(s, t) AS system.main.instr(s, t);
CREATE OR REPLACE MACRO regexp_like(s, p) AS regexp_matches(s, p);
CREATE OR REPLACE MACRO regexp_replace(s, p) AS system.main.regexp_replace(s, p, '', 'g'), (s, p, r) AS system.main.regexp_replace(s, p, system.main.regexp_replace(r, '\$([0-9])', '\\\1', 'g'), 'g');
CREATE OR REPLACE MACRO regexp_extract(s, p) AS CASE WHEN regexp_matches(s, p) THEN system.main.regexp_extract(s, p) END, (s, p, g) AS CASE WHEN regexp_matches(s, p) THEN system.main.regexp_extract(s, p, g) END;

-- Bytes and numbers.
CREATE OR REPLACE MACRO to_utf8(s) AS encode(s);
CREATE OR REPLACE MACRO from_utf8(b) AS decode(b);
CREATE OR REPLACE MACRO to_hex(b) AS system.main.hex(b);
CREATE OR REPLACE MACRO from_hex(s) AS system.main.unhex(s);
CREATE OR REPLACE MACRO md5(b) AS unhex(system.main.md5(b));
CREATE OR REPLACE MACRO sha256(b) AS unhex(system.main.sha256(b));
CREATE OR REPLACE MACRO from_base(s, r) AS CASE r WHEN 16 THEN CAST('0x' || s AS BIGINT) WHEN 10 THEN CAST(s AS BIGINT) WHEN 2 THEN CAST('0b' || s AS BIGINT) ELSE error('from_base: DuckDB reads the bases 2, 10 and 16') END;

-- A division by zero is an error in Trino, and NULL in DuckDB. Of doubles it is infinity there, and NULL here. What is written as / is
-- // here, where whole numbers give whole numbers.
CREATE OR REPLACE MACRO "//"(a, b) AS CASE WHEN a IS NOT NULL AND b = 0 AND typeof(a) NOT IN ('DOUBLE', 'FLOAT') AND typeof(b) NOT IN ('DOUBLE', 'FLOAT') THEN error('Division by zero') ELSE system.main."//"(a, b) END;
CREATE OR REPLACE MACRO "%"(a, b) AS CASE WHEN a IS NOT NULL AND b = 0 AND typeof(a) NOT IN ('DOUBLE', 'FLOAT') AND typeof(b) NOT IN ('DOUBLE', 'FLOAT') THEN error('Division by zero') ELSE system.main."%"(a, b) END;
CREATE OR REPLACE MACRO "mod"(a, b) AS CASE WHEN a IS NOT NULL AND b = 0 AND typeof(a) NOT IN ('DOUBLE', 'FLOAT') AND typeof(b) NOT IN ('DOUBLE', 'FLOAT') THEN error('Division by zero') ELSE system.main."mod"(a, b) END;
CREATE OR REPLACE MACRO truncate(x) AS trunc(x);
CREATE OR REPLACE MACRO width_bucket(x, f, t, n) AS CASE WHEN x < f THEN 0 WHEN x >= t THEN n + 1 ELSE CAST(floor(CAST(x - f AS DOUBLE) / (t - f) * n) AS BIGINT) + 1 END;

-- Values that may be missing: in Trino one NULL makes greatest and least NULL.
CREATE OR REPLACE MACRO greatest(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN system.main.greatest(a, b) END, (a, b, c) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN system.main.greatest(a, b, c) END, (a, b, c, d) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL AND d IS NOT NULL THEN system.main.greatest(a, b, c, d) END, (a, b, c, d, e) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL AND d IS NOT NULL AND e IS NOT NULL THEN system.main.greatest(a, b, c, d, e) END;
CREATE OR REPLACE MACRO least(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN system.main.least(a, b) END, (a, b, c) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN system.main.least(a, b, c) END, (a, b, c, d) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL AND d IS NOT NULL THEN system.main.least(a, b, c, d) END, (a, b, c, d, e) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL AND d IS NOT NULL AND e IS NOT NULL THEN system.main.least(a, b, c, d, e) END;

-- Arrays.
CREATE OR REPLACE MACRO cardinality(a) AS len(a);
CREATE OR REPLACE MACRO element_at(a, i) AS a[i];
CREATE OR REPLACE MACRO array_join(a, d) AS array_to_string(a, d);
CREATE OR REPLACE MACRO array_distinct(a) AS list_filter(a, lambda x, i: list_position(a, x) = i);
CREATE OR REPLACE MACRO array_remove(a, v) AS list_filter(a, lambda x: x IS DISTINCT FROM v);
CREATE OR REPLACE MACRO array_position(a, v) AS CASE WHEN a IS NOT NULL AND v IS NOT NULL THEN coalesce(list_position(a, v), 0) END;
CREATE OR REPLACE MACRO array_max(a) AS CASE WHEN list_count(a) = len(a) THEN list_max(a) END;
CREATE OR REPLACE MACRO array_min(a) AS CASE WHEN list_count(a) = len(a) THEN list_min(a) END;
CREATE OR REPLACE MACRO slice(a, f, n) AS list_slice(a, f, f + n - 1);
CREATE OR REPLACE MACRO contains(a, v) AS CASE WHEN list_contains(a, v) THEN true WHEN list_count(a) = len(a) THEN list_contains(a, v) END;
CREATE OR REPLACE MACRO sequence(a, b) AS CASE WHEN a <= b THEN generate_series(a, b) ELSE generate_series(a, b, -1) END, (a, b, s) AS generate_series(a, b, s);
CREATE OR REPLACE MACRO split(s, d) AS string_split(s, d);

-- JSON.
CREATE OR REPLACE MACRO json_extract_scalar(j, p) AS CASE WHEN json_type(j, p) NOT IN ('OBJECT', 'ARRAY') THEN json_extract_string(j, p) END;

-- Dates: Trino counts Monday as 1 and Sunday as 7.
CREATE OR REPLACE MACRO day_of_week(d) AS isodow(d);
CREATE OR REPLACE MACRO day_of_year(d) AS dayofyear(d);
-- A format is one of MySQL, where %i is the minute and %M the name of the month. In the order here nothing is replaced twice.
-- What date_parse reads has to be a constant already, so its formats are those that both have: %M and %W mean other things in Trino.
CREATE OR REPLACE MACRO date_format(d, f) AS strftime(d, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(f, '%%', chr(1)), '%M', '%B'), '%i', '%M'), '%W', '%A'), '%s', '%S'), '%e', '%-d'), '%c', '%-m'), '%k', '%-H'), '%l', '%-I'), '%h', '%I'), '%T', '%H:%M:%S'), '%r', '%I:%M:%S %p'), '%v', '%V'), '%x', '%G'), chr(1), '%%'));
CREATE OR REPLACE MACRO date_parse(s, f) AS CASE WHEN regexp_matches(f, '%[MW]') THEN error('date_parse: %M and %W are other things in DuckDB than in Trino; CAST reads 2022-05-02 03:04:05') ELSE strptime(s, f) END;

-- Aggregates.
CREATE OR REPLACE MACRO approx_distinct(x) AS count(DISTINCT x);
CREATE OR REPLACE MACRO approx_percentile(x, p) AS quantile_disc(x, p);
CREATE OR REPLACE MACRO count_if(b) AS count(*) FILTER (WHERE b);
