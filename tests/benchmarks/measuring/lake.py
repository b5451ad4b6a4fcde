"""Lakes in memory with files as the real ones are, and what their tables have."""
import glob
import json
import os

from . import data
from .runs import run

DATE = "2022-05-02"


def build_step(**settings):
    return {"type": "BuildTables", "force": True, **settings}


def parquet_of(lake, layer="Trusted", day=DATE):
    """Table -> (rows, bytes) as the manifest of a layer has them."""
    with open(os.path.join(lake, layer, "Lake/JSON/Manifest", *day.split("-"), "manifest.json"), encoding="utf-8") as f:
        return {there["table"]: (there["rows"], there["size"]) for there in json.load(f)["tables"]}


class Lake:
    """A lake in memory with the raw files of a cinema, whose tables are made when they are asked for."""

    def __init__(self, b, tenths):
        self.folder = b.in_memory(f"cinema-{tenths}")
        self.cinema = data.Cinema(self.folder + "-files", b.share * (10 if tenths == 1 else 1), max(1, tenths // 10))
        run([*b.host, "run", self.cinema.job("send.json"), "-l", self.folder, "--date", DATE], b.env)
        self.build_job = self.cinema.job("build.json", build_step(), sends=False)
        for sent in (self.cinema.movies, self.cinema.series, self.cinema.films, self.cinema.shows):
            os.remove(sent)
        self.movies, self.series = (self.raw(f"Local/CSV/{name}")[0] for name in ("Movies", "Series"))
        self.unit = f"{self.cinema.rows + self.cinema.series_rows:,} rows"

    def raw(self, folder):
        return sorted(glob.glob(os.path.join(self.folder, "Raw", folder, *DATE.split("-"), "*.*")))

    def built(self, b):
        if not os.path.isdir(os.path.join(self.folder, "Refined")):
            run([*b.host, "run", self.build_job, "-l", self.folder, "--date", DATE], b.env)
            self.check()
        return self

    def check(self):
        """What the tables have is what the files have."""
        trusted, refined = parquet_of(self.folder), parquet_of(self.folder, "Refined")
        rows = [trusted["movies"][0], trusted["series"][0], refined["fact_title"][0]]
        if rows != [self.cinema.rows, self.cinema.series_rows, self.cinema.titles]:
            raise SystemExit(f"{self.folder} has {rows}, not {[self.cinema.rows, self.cinema.series_rows, self.cinema.titles]}")
