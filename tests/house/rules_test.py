#!/usr/bin/env python3
"""The rules catch what breaks them, and let pass what does not."""

import tempfile
import unittest
from pathlib import Path

import rules


def said(name, *lines):
    return list(rules.breaches([(name, list(lines))]))


def one(name, target):
    mark = f'"{target}"' if target.endswith(".hpp") else f"<{target}>"
    return said(name, f"#include {mark}")


class Rules(unittest.TestCase):
    def test_dependencies_point_one_way(self):
        self.assertEqual(one("actors/scheduler/a.cpp", "shared/util/clock.hpp"), [])
        self.assertEqual(one("deploy/ftmanager/a.cpp", "actors/supervisor/a.hpp"), [])
        self.assertEqual(one("tests/actors/a_test.cpp", "deploy/demo/a.hpp"), [])
        for name, target in [
            ("shared/util/a.cpp", "actors/scheduler/scheduler.hpp"),
            ("shared/json/a.cpp", "gateway/auth/a.hpp"),
            ("actors/scheduler/a.cpp", "gateway/auth/a.hpp"),
            ("gateway/rest/a.cpp", "actors/supervisor/a.hpp"),
            ("actors/supervisor/a.cpp", "deploy/ftmanager/a.hpp"),
            ("shared/util/a.hpp", "tests/support/a.hpp"),
            ("shared/util/a.cpp", "shared/protocol/base.hpp"),
            ("shared/json/a.cpp", "shared/storage/a.hpp"),
        ]:
            self.assertEqual(len(one(name, target)), 1, (name, target))

    def test_actors_do_not_know_each_other(self):
        self.assertEqual(one("actors/supervisor/a.cpp", "actors/supervisor/b.hpp"), [])
        self.assertEqual(
            one("actors/supervisor/a.cpp", "actors/scheduler/b.hpp"),
            ["actors/supervisor/a.cpp:1: supervisor and scheduler must not know "
             "each other (actors/scheduler/b.hpp)"],
        )

    def test_includes_are_named_from_the_root(self):
        self.assertEqual(len(one("actors/scheduler/a.cpp", "b.hpp")), 1)
        self.assertEqual(len(one("actors/scheduler/a.cpp", "../b/c.hpp")), 1)

    def test_each_library_is_wrapped_in_one_place(self):
        for good, bad, header in [
            ("shared/config/a.cpp", "shared/json/a.cpp", "yaml-cpp/yaml.h"),
            ("shared/storage/a.cpp", "actors/orchestrator/a.cpp", "SQLiteCpp/Database.h"),
            ("shared/storage/a.cpp", "gateway/auth/a.cpp", "sqlite3.h"),
            ("gateway/rest/a.cpp", "gateway/front_door/a.cpp", "cpprest/json.h"),
            ("gateway/front_door/a.cpp", "gateway/rest/a.cpp", "boost/beast.hpp"),
            ("actors/hyperopt_monitor/a.cpp", "gateway/rest/a.cpp", "simdjson.h"),
            ("shared/util/a.cpp", "actors/scheduler/a.cpp", "date/tz.h"),
            ("shared/json/a.cpp", "actors/scheduler/a.cpp", "nlohmann/json.hpp"),
            ("shared/protocol/a.cpp", "shared/util/a.cpp", "caf/all.hpp"),
        ]:
            line = f"#include <{header}>"
            self.assertEqual(said(good, line), [], good)
            self.assertEqual(len(said(bad, line)), 1, bad)

    def test_a_dear_library_is_in_few_files(self):
        files = [(f"gateway/front_door/{x}.cpp", ["# include <boost/beast.hpp>"])
                 for x in "abc"]
        self.assertEqual(list(rules.breaches(files[:2])), [])
        self.assertEqual(len(list(rules.breaches(files))), 1)

    def test_files_stay_short(self):
        self.assertEqual(said("web/src/a.ts", *["x"] * 400), [])
        self.assertEqual(len(said("web/src/a.ts", *["x"] * 401)), 1)

    def test_unit_tests_do_not_sleep(self):
        line = "  std::this_thread::sleep_for(1ms);"
        self.assertEqual(len(said("tests/shared/util/a_test.cpp", line)), 1)
        self.assertEqual(said("tests/integration/a.cpp", line), [])

    def test_a_planted_file_is_found_on_the_disk(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "actors/scheduler").mkdir(parents=True)
            (root / "actors/scheduler/node_modules").mkdir()
            bad = '#include "gateway/auth/tokens.hpp"\n'
            (root / "actors/scheduler/a.cpp").write_text(bad)
            (root / "actors/scheduler/node_modules/b.cpp").write_text(bad)
            found = list(rules.breaches(rules.own_files(root)))
            self.assertEqual(len(found), 1)
            self.assertTrue(found[0].startswith("actors/scheduler/a.cpp:1:"))


if __name__ == "__main__":
    unittest.main()
