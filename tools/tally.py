#!/usr/bin/env python3
"""Counts the tests in all JUnit files of a folder: prints `passed failed skipped`.

A test counts once, however many failures it reports: `swift test` writes one for each failed expectation.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree


def outcome(case: ElementTree.Element) -> int:
    kinds = {child.tag for child in case}
    return 1 if kinds & {"failure", "error"} else 2 if "skipped" in kinds else 0


counts = [0, 0, 0]
for file in sorted(Path(sys.argv[1]).rglob("*.xml")):
    for case in ElementTree.parse(file).iter("testcase"):
        counts[outcome(case)] += 1
print(*counts)
