"""Hostile trees of random shape: nobody is left when `exit` is there."""

import pathlib
import sys

from suite import BIN

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "soak"))

import trees  # noqa: E402


def test_hostile_trees_of_random_shape_leave_no_survivor():
    # tests/soak/trees.py --count 500 is the long one.
    figures = trees.soak(BIN, count=40, seed=20, jobs=4)
    assert figures["wrong"] == []
    assert (figures["trees"], figures["survivors"]) == (40, 0), figures
    assert figures["processes"] > 500, figures
    assert set(figures["endings"]) == set(trees.ENDINGS), figures
    assert figures["slowest_stop_ms"] < 10_000, figures
