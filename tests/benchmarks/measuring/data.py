"""The files that are sent and read: made, with the traits of the real ones."""
import os
import random

HEADER = ("id|tituloPrincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|"
          "personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos")
COLUMNS = HEADER.split("|")
MOST_ROWS = 10
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
