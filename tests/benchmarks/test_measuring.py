"""The script of the side-by-side runs, without the long runs: python3 -m unittest test_measuring"""
import http.client
import http.server
import os
import re
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree as xml

import documents
import scale_model
import side_by_side
from measuring import asking, data, growing, importing, model, parquet, peers, picture, reading, relay, results, runs, sending, starting, tables  # noqa: F401 - every part can be loaded

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = runs.ROOT


class Measuring(unittest.TestCase):
    def test_programs_take_turns_there_and_back_and_each_lake_is_another(self):
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, "log")
            programs = [runs.Program(name, ["sh", "-c", f"echo {name}-{{turn}} >> {log}"]) for name in "ab"]
            figures = runs.in_turn(programs, os.environ, 2, "x")
            with open(log) as f:
                self.assertEqual("a-x-0 b-x-0 b-x-1 a-x-1 a-x-2 b-x-2".split(), f.read().split())
        self.assertEqual([2, 2], [len(measured) for measured in figures.values()])

    def test_what_is_not_on_the_machine_has_a_row_that_says_so(self):
        programs = [runs.Program("here", ["true"]), runs.Program("elsewhere", peers.tool("no-such-tool-anywhere"))]
        lines = runs.table(runs.in_turn(programs, os.environ, 1))
        self.assertIn("| elsewhere | not on this machine |", lines[-1])
        self.assertEqual(1, len({line.count("|") for line in lines}))

    def test_a_program_that_fails_or_reads_something_else_ends_the_run(self):
        for program in (runs.Program("fails", ["false"]), runs.Program("reads less", ["echo", "12"], r"^13$")):
            with self.assertRaises(SystemExit):
                runs.in_turn([program], os.environ, 1)

    def test_memory_is_that_of_the_program_and_not_of_the_script(self):
        ballast = bytearray(200_000_000)
        self.assertLess(runs.run([sys.executable, "-c", "0"], os.environ).peak, 100)
        self.assertGreater(runs.run([sys.executable, "-c", "bytearray(b'x' * 200_000_000)"], os.environ).peak, 190)
        del ballast

    def test_the_picture_is_well_formed_and_has_a_line_for_everything_in_both_panels(self):
        points = {"sending": ("10 MB", [(1, .2, 80), (10, .4, 100), (1000, 9, 118)]), "batching": ("10,000 records", [(1, .1, 60)])}
        root = xml.fromstring(picture.svg(points))
        self.assertEqual(4, len(root.findall("{http://www.w3.org/2000/svg}polyline")))

    def test_a_file_has_the_rows_that_are_said(self):
        lines = data.rows()
        with tempfile.TemporaryDirectory() as folder:
            for write in (data.write_csv, data.write_quoted):
                path = os.path.join(folder, "movies.csv")
                size, count = write(path, 300_000, lines)
                with open(path, "rb") as f:
                    self.assertEqual((size, count + 1), (os.path.getsize(path), f.read().count(b"\r\n")))

    def test_files_as_the_real_ones_have_the_rows_titles_and_artists_that_are_said(self):
        with tempfile.TemporaryDirectory() as folder:
            cinema = data.Cinema(folder, share=1000, times=2)
            rows = []
            for path, count in ((cinema.movies, cinema.rows), (cinema.series, cinema.series_rows)):
                with open(path, encoding="utf-8", newline="") as f:
                    lines = [line.split("|") for line in f.read().removesuffix("\r\n").split("\r\n")]
                self.assertEqual((count, {len(lines[0])}), (len(lines) - 1, {len(line) for line in lines}))
                rows += lines[1:]
            self.assertEqual(cinema.csv_titles, len({row[0] for row in rows}))
            # The second half has others than the first.
            self.assertGreater(len({(row[-5], row[-4], row[-1]) for row in rows}), len(rows) / 2)
            with open(cinema.films, "rb") as films, open(cinema.shows, "rb") as shows:
                self.assertEqual(cinema.records, films.read().count(b"\n") + shows.read().count(b"\n"))

    def test_the_script_for_DuckDB_makes_every_table_behind_those_that_it_reads_and_asks_every_test(self):
        script = model.script(*[os.path.join(ROOT, "module/samples/data", name) for name in ("movies.csv", "series.csv")], ["films.json"], ["series.json"], "/to", 2, with_tests=True)
        refined = model.contracts("refined")
        made = [name for name in re.findall(r"TO '/to/(\w+)\.parquet'", script) if name in refined]
        self.assertEqual(sorted(refined), sorted(made))
        self.assertLess(made.index("fact_credit"), made.index("fact_title"))
        self.assertLess(made.index("fact_title"), made.index("bridge_title_genre"))
        self.assertGreater(script.count("TEMP TABLE found"), 100)

    def test_sections_that_are_measured_again_take_the_place_of_their_own_and_no_other(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "RESULTS.md")
            first = {"a": ("## A\n\n| 1 |", {"sending": ["10 MB", [[1, .2, 80]]]}), "b": ("## B", {})}
            results.write(path, ["a", "b"], first, results.END + "\n\nguards\n")
            self.assertEqual(first, results.read(path))
            results.write(path, ["a", "b"], {**results.read(path), "b": ("## B anew", {})}, results.END + "\n\nguards\n")
            with open(path, encoding="utf-8") as f:
                text = f.read()
            self.assertEqual((1, 1, 1), (text.count("## A\n"), text.count("## B anew"), text.count("scale.svg")))
            self.assertTrue(text.endswith(results.END + "\n\nguards\n"))
            self.assertEqual({"sending": ["10 MB", [[1, .2, 80]]]}, results.points_of(results.read(path), ["a", "b"]))

    def test_the_results_that_are_published_can_be_read_again(self):
        found = results.read(os.path.join(HERE, "RESULTS.md"))
        self.assertIn("machine", found)
        self.assertIn("datalake run", found["grow"][1])

    def test_documents_have_the_figures_of_the_results(self):
        self.assertEqual(0, documents.main(["--check"]), "python3 tests/benchmarks/documents.py writes them")

    def test_what_is_more_than_a_fifth_off_the_model_has_a_reason(self):
        measured = scale_model.Measured(os.path.join(HERE, "RESULTS.md"))
        self.assertEqual({"all tables", "all questions", "unique ids", "batching", "crawling", "datalake run", "Send-RawCsv in pwsh", "Test-RawCsv in pwsh"}, set(scale_model.held(measured)))
        self.assertEqual([], [what for what, _, _ in scale_model.findings(measured) if what not in scale_model.REASONS])

    def test_the_model_goes_through_what_was_measured_and_on_as_it_went_last(self):
        slower, straight = [(1, 1, 100), (10, 8, 110), (100, 160, 121)], [(1, 2, 10), (10, 11, 10), (100, 101, 10)]
        self.assertAlmostEqual(8, scale_model.model(slower, 10))
        self.assertAlmostEqual(3200, scale_model.model(slower, 1000))
        self.assertAlmostEqual(133.1, scale_model.model(slower, 1000, 2))
        self.assertAlmostEqual(1001, scale_model.model(straight, 1000))
        self.assertAlmostEqual(1000, scale_model.largest(straight, 1001), delta=1)

    def test_tables_are_read_as_they_are_written(self):
        self.assertEqual([("Here:", ["a", "b"], [["x | y", "1"], ["absent", "no"]])], results.tables("Here:\n\n| a | b |\n|---|---:|\n| x \\| y | 1 |\n| absent | no |\n"))

    def test_every_section_has_a_figure_with_a_guard(self):
        with open(os.path.join(HERE, "guards.md"), encoding="utf-8") as f:
            figures = re.findall(r"^\| ([A-Z][^|]*) \|.*`$|^\| ([A-Z][^|]*) \|.*` \|$", f.read(), re.M)
        # Those of side_by_side.py and the one of many_objects.py.
        self.assertEqual(len(side_by_side.SECTIONS) + 1, len(figures))

    def test_a_relay_counts_requests_and_bytes_by_what_they_are_for(self):
        class Store(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                body = b"x" * (50 if "/Manifest/" in self.path else 1000)
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Store)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        between = relay.Relay(f"http://127.0.0.1:{server.server_port}")
        client = http.client.HTTPConnection(between.endpoint.removeprefix("http://"))
        for path in ("/bench?list-type=2", "/bench/Raw/a.csv", "/bench/Raw/b.csv", "/bench/Trusted/Lake/JSON/Manifest/2022/05/02/manifest.json"):
            client.request("GET", path)
            client.getresponse().read()
        client.close()
        taken = between.taken()
        between.close()
        server.shutdown()
        self.assertEqual({"list": 1, "object read": 2, "manifest read": 1}, {kind: count.requests for kind, count in taken.items()})
        self.assertGreater(taken["object read"].down, 2000)
        self.assertLess(taken["manifest read"].down, 1000)

    def test_the_four_answers_are_what_the_rows_say(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "movies.csv")
            with open(path, "w", encoding="utf-8", newline="") as f:
                f.write(data.HEADER + "\r\ntt1|A|A|1999|90|Crime,Drama|8.0|100|actor|x|Ana|1950|\\N|actor,writer|tt1,tt2,tt3,tt4\r\ntt1|A|A|1999|90|Crime,Drama|8.0|100|actor|y|Rui|\\N|\\N||tt1\r\n"
                        "tt2|B|B|2001|80|Drama|6.0|300|actor|z|Ana|1950|\\N|actor,writer|tt1,tt2,tt3,tt4\r\n")
            # One title of the nineties and one later; Drama (8 x 100 + 6 x 300) / 400 = 6.50; two professions once; two titles and one.
            self.assertEqual("1 1 6.50 8.00 1 1 2 1", asking.answers_of(path))

    def test_an_unknown_section_is_bad_usage(self):
        said = subprocess.run([sys.executable, os.path.join(HERE, "side_by_side.py"), "--only", "small,nothing"], capture_output=True, text=True, check=False)
        self.assertEqual((2, True), (said.returncode, "no section: nothing" in said.stderr))


if __name__ == "__main__":
    unittest.main()
