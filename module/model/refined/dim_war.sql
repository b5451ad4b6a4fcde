-- The wars of the seed, whether or not a title is about them.
SELECT war, war_pt, first_year, last_year
FROM wars
