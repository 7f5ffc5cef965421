#!/usr/bin/env python3
"""Checks the rules of the house: dependencies point one way, each library is
wrapped in one place, files stay short, and unit tests do not sleep.

Usage: rules.py ROOT. Exit code 1, and a line for each breach, if there is one.
"""

import re
import sys
from pathlib import Path

LONGEST = 400  # lines of a file of our own

# Which folders the code of a folder may include; the longest prefix counts.
# A folder may always include itself.
MAY_INCLUDE = {
    "shared": ["shared"],
    "actors": ["shared"],
    "gateway": ["shared"],
    "deploy": ["shared", "actors", "gateway"],
    "tests": ["shared", "actors", "gateway", "deploy", "tests"],
}

# Rooms that know nothing of their sisters: each is a part of its own.
SISTERS = ["actors"]

# Inside of shared: who stands on whom.
SHARED = {
    "shared/util": [],
    "shared/protocol": ["shared/util"],
    "shared/config": ["shared/protocol", "shared/util"],
    "shared/json": ["shared/protocol", "shared/util"],
    "shared/link": ["shared/protocol", "shared/util"],
    "shared/storage": ["shared/util"],
}

# Each library, the includes that betray it, and where it is wrapped.
LIBRARIES = {
    "yaml-cpp": (r"yaml-cpp/", ["shared/config/"]),
    "SQLiteCpp": (r"SQLiteCpp/|sqlite3\.h", ["shared/storage/"]),
    "cpprestsdk": (
        r"cpprest/|pplx/",
        ["gateway/rest/", "gateway/client/", "gateway/bridge"],
    ),
    "Beast": (r"boost/beast|boost/asio", ["gateway/front_door/"]),
    "simdjson": (r"simdjson", ["actors/hyperopt_monitor/"]),
    "date": (r"date/", ["shared/util/"]),
    "CLI11": (r"CLI/", ["deploy/ftmanager/", "deploy/demo/"]),
    "nlohmann": (
        r"nlohmann/",
        [
            "shared/json/",  # messages and bodies
            "shared/util/",  # redaction
            "shared/config/",  # the overrides
            "gateway/",  # frames, problems, tokens
            "actors/supervisor/",  # the run folder
            "actors/hyperopt_monitor/",  # one whole epoch
            "actors/orchestrator/",  # the params file
            "deploy/",  # the command line, the stand-in freqtrade
        ],
    ),
    "CAF": (
        r"caf/",
        [
            "shared/protocol/",
            "shared/link/",
            "shared/config/",  # caf::expected
            "actors/",
            "gateway/",
            "deploy/",
        ],
    ),
}

# Beast costs half a minute for each file that includes it.
AT_MOST = {"Beast": (2, ".cpp")}

CODE = {".cpp", ".hpp", ".c", ".h"}
OWN = CODE | {".py", ".ts", ".tsx", ".css", ".sh", ".cmake"}
SKIPPED = {"build", "node_modules", "dist", "fixtures", ".git", "vendor"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SLEEP = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep)\b")
NO_SLEEP = ("tests/shared/", "tests/actors/", "tests/gateway/")


def own_files(root):
    """Yields (path from the root, its lines) of every file of our own."""
    for folder in ["shared", "actors", "gateway", "deploy", "tests", "web"]:
        for x in sorted((root / folder).rglob("*")):
            name = x.relative_to(root)
            if x.suffix in OWN and x.is_file() and not SKIPPED & set(name.parts):
                yield name.as_posix(), x.read_text("utf-8", "replace").splitlines()


def inside(name, folder):
    return name == folder or name.startswith(folder.rstrip("/") + "/")


def includes(lines):
    for number, line in enumerate(lines, 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found.group(1), found.group(2)


def check_folder(name, target):
    """A sentence, if `name` may not include `target` of our own tree."""
    mine, its = name.split("/"), target.split("/")
    if its[0] not in MAY_INCLUDE:
        return None if its[0] not in ("web", "docs") else "includes no code"
    if its[0] != mine[0] and its[0] not in MAY_INCLUDE.get(mine[0], []):
        return f"{mine[0]} must not include {its[0]}"
    if mine[0] in SISTERS and its[0] == mine[0] and its[1] != mine[1]:
        return f"{mine[1]} and {its[1]} must not know each other"
    room = "/".join(mine[:2])
    if room in SHARED and its[0] == "shared":
        other = "/".join(its[:2])
        if other != room and other not in SHARED[room]:
            return f"{room} must not include {other}"
    return None


def check_library(name, target):
    """A sentence, if `name` may not include a library's header."""
    if name.startswith("tests/"):
        return None
    for library, (pattern, places) in LIBRARIES.items():
        if re.match(pattern, target):
            if not any(name.startswith(place) for place in places):
                return f"{library} belongs into {', '.join(places)}"
    return None


def breaches(files):
    """Yields "file:line: sentence" for each rule that is broken."""
    users = {library: set() for library in AT_MOST}
    for name, lines in files:
        if len(lines) > LONGEST:
            yield f"{name}:{len(lines)}: longer than {LONGEST} lines"
        if Path(name).suffix not in CODE:
            continue
        for number, quote, target in includes(lines):
            if quote == '"' and (".." in target or "/" not in target):
                yield f"{name}:{number}: {target} is not named from the root"
            elif quote == '"':
                sentence = check_folder(name, target)
                if sentence:
                    yield f"{name}:{number}: {sentence} ({target})"
            sentence = check_library(name, target)
            if sentence:
                yield f"{name}:{number}: {sentence} ({target})"
            for library, (_, suffix) in AT_MOST.items():
                if re.match(LIBRARIES[library][0], target) and name.endswith(suffix):
                    users[library].add(name)
        if name.startswith(NO_SLEEP):
            for number, line in enumerate(lines, 1):
                if SLEEP.search(line):
                    yield f"{name}:{number}: a unit test does not sleep"
    for library, names in users.items():
        most, suffix = AT_MOST[library]
        if len(names) > most:
            yield f"{library} is in {len(names)} {suffix} files, at most {most}: " + \
                ", ".join(sorted(names))


def main():
    root = Path(sys.argv[1]).resolve()
    found = list(breaches(own_files(root)))
    for x in found:
        print(x)
    print(f"{len(found)} breaches of the rules of the house")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
