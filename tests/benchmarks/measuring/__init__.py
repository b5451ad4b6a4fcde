"""The parts of side_by_side.py."""
