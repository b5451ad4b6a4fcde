-- Fields of a third of a tenfold of votes and half a point of rating. For Spearman, titles that are equal in one share their
-- mean rank there; ranks are taken over the distinct values, of which there are few.
WITH titles AS (
    SELECT imdb_votes AS votes, CAST(imdb_rating AS double) AS rating
    FROM fact_title
    WHERE imdb_votes > 0 AND imdb_rating IS NOT NULL
),
vote_ranks AS (
    SELECT votes, CAST(sum(n) OVER (ORDER BY votes) AS double) - CAST(n - 1 AS double) / 2 AS place
    FROM (SELECT votes, count(*) AS n FROM titles GROUP BY votes) AS v
),
rating_ranks AS (
    SELECT rating, CAST(sum(n) OVER (ORDER BY rating) AS double) - CAST(n - 1 AS double) / 2 AS place
    FROM (SELECT rating, count(*) AS n FROM titles GROUP BY rating) AS r
),
points AS (
    SELECT t.votes, t.rating, v.place AS vote_place, r.place AS rating_place,
           CAST(floor(CAST(ln(t.votes) AS double) / ln(1E1) * 3 + 1E-9) AS integer) AS vote_class, CAST(floor(t.rating * 2 + 1E-9) AS integer) AS rating_class
    FROM titles AS t
    JOIN vote_ranks AS v ON v.votes = t.votes
    JOIN rating_ranks AS r ON r.rating = t.rating
),
classes AS (
    SELECT vote_class, min(votes) AS votes_from, max(votes) AS votes_to, avg(rating) AS mean_rating
    FROM points
    GROUP BY vote_class
),
whole AS (
    SELECT corr(ln(votes), rating) AS pearson, corr(vote_place, rating_place) AS spearman
    FROM points
)
SELECT p.vote_class, c.votes_from, c.votes_to, CAST(p.rating_class AS double) / 2 AS rating_from, count(*) AS titles,
       round(max(c.mean_rating), 2) AS mean_rating, round(max(w.pearson), 3) AS pearson, round(max(w.spearman), 3) AS spearman
FROM points AS p
JOIN classes AS c ON c.vote_class = p.vote_class
CROSS JOIN whole AS w
GROUP BY p.vote_class, c.votes_from, c.votes_to, p.rating_class
ORDER BY p.vote_class, p.rating_class
