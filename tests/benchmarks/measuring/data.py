"""The files that are sent and read: made, with the traits of the real ones."""
import json
import os
import random

HEADER = ("id|tituloPrincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|"
          "personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos")
COLUMNS = HEADER.split("|")
MOST_ROWS = 10
MISSING = "\\N"
SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "module", "samples", "data", "cinema")
WORDS = "noite rio lua sombra guerra amor último silêncio coração night river war love Ção Über Москва 東京 João".split()


def rows():
    """20,000 different rows of a movies.csv."""
    r = random.Random(7)

    def phrase():
        return " ".join(r.choice(WORDS) for _ in range(r.randint(1, 5)))

    return [("|".join([
        f"tt{r.randint(10, 29999999):07d}", phrase(), phrase(), str(r.randint(1894, 2022)),
        "\\N" if r.random() < .1 else str(r.randint(40, 300)), "Crime,Drama", f"{r.randint(10, 100) / 10:.1f}",
        str(r.randint(5, 99999)), "actor", phrase(), phrase(), "\\N" if r.random() < .38 else "1950", "\\N",
        "actor,writer", "tt1563065,tt18678584"]) + "\r\n").encode() for _ in range(20_000)]


def write_csv(path, size, lines, header=HEADER):
    """A movies.csv of at least this many bytes, the rows again and again; gives its bytes and its rows."""
    block = b"".join(lines)
    count = 0
    with open(path, "wb") as f:
        f.write((header + "\r\n").encode())
        while f.tell() + len(block) < size:
            f.write(block)
            count += len(lines)
        while f.tell() < size:
            for line in lines:
                f.write(line)
                count += 1
                if f.tell() >= size:
                    break
        settle(f)
    return os.path.getsize(path), count


def settle(f):
    """Waits until a file is on the disk, so that nobody's time is that of its writing; it stays in the system's cache."""
    f.flush()
    os.fsync(f.fileno())


def write_quoted(path, size, lines):
    """The same rows with commas and RFC 4180 quoting."""
    def quote(field):
        return b'"' + field.replace(b'"', b'""') + b'"' if b"," in field or b" " in field else field

    return write_csv(path, size, [b",".join(map(quote, line.rstrip(b"\r\n").split(b"|"))) + b"\r\n" for line in lines], HEADER.replace("|", ","))


def write_titles(path, lines, titles):
    """A movies.csv whose titles have one to ten rows each, which stand together, as in the real one; gives its bytes."""
    r = random.Random(11)
    rest = [line[line.index(b"|"):] for line in lines]
    with open(path, "wb") as f:
        f.write((HEADER + "\r\n").encode())
        for number in range(titles):
            for _ in range(r.choice((1, 2, 2, 3, 4, 4, 5, 6, 6, MOST_ROWS))):
                f.write(b"tt%07d" % (number * 7) + r.choice(rest))
        settle(f)
    return os.path.getsize(path)


def write_job(folder, name, path):
    job = os.path.join(folder, name)
    with open(job, "w") as f:
        f.write('{"steps":[{"type":"SendCsv","path":"%s","specification":"Movies"}]}' % path)
    return job


class Cinema:
    """A movies.csv and a series.csv with the cardinalities of the real ones, and records of TMDB about their titles.

    Some four rows a title, which say the same of it; some 900,000 artists that have a row, of those there are; by one seed.
    `times` repeats them with other titles and artists: as many rows as that, and nothing twice.
    """

    MOVIES, SERIES, ARTISTS, RECORDS = (244_543, 1_045_000), (109_000, 470_000), 1_400_000, 2_000
    GENRES = ("Drama", "Comedy", "Documentary", "Drama,Romance", "Comedy,Drama", "Action,Crime,Drama", "Crime,Drama,Mystery", "Horror,Thriller", "Action,Adventure,Sci-Fi",
              "Biography,Drama,History", "Drama,War", "Animation,Comedy,Family", "Crime,Film-Noir", "Music", "Western", "Sport", "Fantasy", "\\N")
    PROFESSIONS = ("actor", "actress", "actor,producer", "actor,director,writer", "actress,soundtrack", "producer", "director,writer", "composer,music_department", "editor",
                   "cinematographer", "writer", "", "\\N")
    ROLES = ("actor", "actress", "actor", "actress", "self", "director", "writer", "producer", "composer")

    def __init__(self, folder, share=1, times=1):
        self.folder, self.share, self.times = folder, share, times
        self.movies, self.series = os.path.join(folder, "movies.csv"), os.path.join(folder, "series.csv")
        self.films, self.shows = os.path.join(folder, "films.jsonl"), os.path.join(folder, "series.jsonl")
        (titles, rows), (shows, show_rows) = ((titles // share, rows // share) for titles, rows in (self.MOVIES, self.SERIES))
        self.csv_titles = self.titles = (titles + shows) * times
        self.rows, self.series_rows, self.records = rows * times, show_rows * times, max(250, self.RECORDS // share) * times
        os.makedirs(folder, exist_ok=True)
        r = random.Random(19)
        names = [" ".join(r.choices(WORDS, k=r.randint(1, 5))) for _ in range(20_000)]
        names[:20] = [f'"{name}' for name in names[:20]]  # Quotation marks are data, and stray ones are in the real files.
        people = [f"{r.choice(WORDS).title()} {r.choice(WORDS).title()} {number:x}" for number in range(self.ARTISTS // share // 3)]
        known = [f"tt0{number * 2:06}" for number in range(titles)] + [f"tt0{600_000 + number * 2:06}" for number in range(shows)]
        artists = [self._artist(r, people, known) for _ in range(self.ARTISTS // share)]
        self.size = self._write(self.movies, HEADER, self._rows(r, titles, rows, 0, names, artists, ""))
        self.series_size = self._write(self.series, HEADER.replace("anoLancamento|", "anoLancamento|anoTermino|"), self._rows(r, shows, show_rows, 600_000, names, artists, "\\N|"))
        self._write_records(r, titles, shows)

    @staticmethod
    def _artist(r, people, known):
        born = "\\N" if r.random() < .62 else str(1860 + int(r.random() * 145))
        died = str(int(born) + 40) if born != "\\N" and int(born) < 1940 and r.random() < .5 else "\\N"
        return f"{people[int(r.random() * len(people))]}|{born}|{died}|{Cinema.PROFESSIONS[int(r.random() * 13)]}|" + ",".join(
            known[int(r.random() * len(known))] for _ in range(min(4, 1 + int(r.random() * 6))))

    def _rows(self, r, titles, rows, first, names, artists, end):
        """One title after the other; the last has what is left."""
        chance, left = r.random, rows
        for number in range(titles):
            name, rated = names[int(chance() * 20_000)], chance() < .85
            title = (f"tt0{first + number * 2:06}|{name}|{name if chance() < .7 else names[int(chance() * 20_000)]}|{2022 - int(chance() ** 3 * 128)}|{end}"
                     f"{MISSING if chance() < .1 else 40 + int(chance() * 140)}|{self.GENRES[int(chance() * 18)]}|"
                     + (f"{1 + int(chance() * 90) / 10:.1f}|{5 + int(chance() ** 8 * 2_000_000)}" if rated else f"{MISSING}|{MISSING}"))
            count = left - (titles - number - 1) if number == titles - 1 else min(1 + int(chance() * 2 * (rows / titles - .5)), MOST_ROWS, left - (titles - number - 1))
            for _ in range(count):
                yield (f"{title}|{self.ROLES[int(chance() * 9)]}|{MISSING if chance() < .16 else names[int(chance() * 20_000)]}|{artists[int(chance() ** 1.3 * len(artists))]}\r\n")
            left -= count

    def _write(self, path, header, rows):
        block = "".join(rows).encode()
        with open(path, "wb") as f:
            f.write((header + "\r\n").encode())
            for number in range(self.times):
                f.write(block if number == 0 else block.replace(b"tt0", b"tt%d" % number))
            settle(f)
        return os.path.getsize(path)

    def _write_records(self, r, titles, shows):
        """As the samples' records are, with ids of their own and, three of four, those of titles."""
        few = max(1, self.records // 10)
        for path, count, sample, first, span in ((self.films, self.records - few, "films.jsonl", 0, titles), (self.shows, few, "series.jsonl", 600_000, shows)):
            with open(os.path.join(SAMPLES, sample), encoding="utf-8") as f:
                records = [json.loads(line) for line in f]
            about = r.sample(range(span * self.times), count * 3 // 4)
            with open(path, "w", encoding="utf-8") as f:
                for number in range(count):
                    record = records[number % len(records)]
                    at = about[number] if number < len(about) else None
                    imdb = None if at is None else f"tt{at // span}{first + at % span * 2:06}"
                    record = {**record, "id": 1_000_000 + number, "external_ids": {**record["external_ids"], "imdb_id": imdb}}
                    if "imdb_id" in record:
                        record["imdb_id"] = imdb
                    f.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            self.titles += count - len(about)

    def job(self, name, *steps, sends=True):
        """A job that sends all of it, if asked, and does the steps."""
        send = [{"type": "SendCsv", "path": ["movies.csv", "series.csv"]}, {"type": "SendJson", "path": "films.jsonl", "origin": "TMDB", "specification": "Movies"},
                {"type": "SendJson", "path": "series.jsonl", "origin": "TMDB", "specification": "Series"}]
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as f:
            json.dump({"steps": [*(send if sends else []), *steps]}, f)
        return path
