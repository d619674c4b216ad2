"""The DMN Technology Compatibility Kit, when its folder is named by `NYTTIGGJORT_DMN_TCK`; a figure per group is printed."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.conformance.run_tck import run_group

FOLDER = os.environ.get("NYTTIGGJORT_DMN_TCK", "")
GROUPS = sorted(path for path in Path(FOLDER).glob("*/*") if path.is_dir()) if FOLDER else []
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="NYTTIGGJORT_DMN_TCK names no folder: the compatibility kit did not run"
)


def test_the_kit() -> None:
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    failed = []
    for group in GROUPS:
        for result in run_group(group):
            total[group.name] += 1
            passed[group.name] += result.passed
            if not result.passed:
                failed.append(f"{group.name} {result.case}: {result.detail}")
    for name in total:
        print(f"{name}: {passed[name]}/{total[name]}")
    assert total and not failed
