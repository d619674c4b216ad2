"""Counts the packages that pip fetches, from pip's own output: `pip install -r LOCK | progress.py LOCK`.

One line that grows on a terminal, a line for every tenth elsewhere. Exit code 1 unless the last line is `installed all`.
"""

import sys
from pathlib import Path


def main() -> int:
    total = sum("==" in line and not line.startswith((" ", "#")) for line in Path(sys.argv[1]).read_text().splitlines())
    terminal = sys.stdout.isatty()
    seen, last = 0, ""
    for line in sys.stdin:
        last = line.strip()
        if last.startswith("Collecting "):
            seen += 1
            if terminal:
                print(f"\r  {min(seen, total)} of {total} fetched", end="", flush=True)
            elif seen % 10 == 0:
                print(f"  {seen} of {total} fetched", flush=True)
        elif last.startswith("Installing collected"):
            print(("\r" if terminal else "") + f"  {seen} of {total} fetched; putting them in place ...", flush=True)
    return 0 if last == "installed all" else 1


if __name__ == "__main__":
    raise SystemExit(main())
