"""`scripts/bench`: runs the measurements one after the other and prints a table."""

import argparse
import json
import sys
from pathlib import Path

import structlog

from scripts.benchmarks import completions, feel, footprint, history, insight, letters, migrations, over_http, rows
from scripts.benchmarks.places import NAMES, places
from scripts.benchmarks.report import Row, table

PARTS = {
    "completions": completions.measure,
    "http": over_http.measure,
    "history": history.measure,
    "rows": rows.measure,
    "insight": insight.measure,
    "letters": letters.measure,
    "migrations": migrations.measure,
    "footprint": footprint.measure,
    "feel": feel.measure,
}


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller sizes: about a minute")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may be repeated")
    parser.add_argument("--database", choices=NAMES, action="append", help="only this database; may be repeated")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    kinds = tuple(given.database or NAMES)
    found: list[Row] = []
    with places(kinds) as where:
        for name in given.only or PARTS:
            print(f"measuring {name} ...", file=sys.stderr, flush=True)
            found += PARTS[name](where, kinds, quick=given.quick)
    print(table(found))
    if given.json:
        given.json.write_text(json.dumps([row.as_json() for row in found], indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
