#!/usr/bin/env python3
"""Counts the tests in all JUnit files of a folder: prints `passed failed skipped`; with `--failed` the failed ones' names
and what each said first.

A test counts once, however many failures it reports: `swift test` writes one for each failed expectation.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree


def outcome(case: ElementTree.Element) -> int:
    kinds = {child.tag for child in case}
    return 1 if kinds & {"failure", "error"} else 2 if "skipped" in kinds else 0


counts = [0, 0, 0]
names = []
for file in sorted(Path(sys.argv[-1]).rglob("*.xml")):
    for case in ElementTree.parse(file).iter("testcase"):
        counts[outcome(case)] += 1
        if outcome(case) == 1:
            said = next(child for child in case if child.tag in ("failure", "error"))
            words = " ".join((said.get("message") or said.text or "").split())[:300]
            names.append(f"{case.get('classname', '')} {case.get('name', '')}: {words}".strip(" :"))
print(*(names if sys.argv[1] == "--failed" else [" ".join(map(str, counts))]), sep="\n", end="\n" if names or sys.argv[1] != "--failed" else "")
