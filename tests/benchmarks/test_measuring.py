"""The script of the side-by-side runs, without the long runs: python3 -m unittest test_measuring"""
import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

from measuring import data, growing, peers, picture, reading, runs, sending, starting  # noqa: F401 - every part can be loaded

HERE = os.path.dirname(os.path.abspath(__file__))


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

    def test_an_unknown_section_is_bad_usage(self):
        said = subprocess.run([sys.executable, os.path.join(HERE, "side_by_side.py"), "--only", "small,nothing"], capture_output=True, text=True, check=False)
        self.assertEqual((2, True), (said.returncode, "no section: nothing" in said.stderr))


if __name__ == "__main__":
    unittest.main()
