"""How often each random strategy finds the bugs of the family (families.py): python -m tests.explore.found_rates [NAME...]

For every program, strategy and seed: the number of the first run that fails, at most --runs of them.  PCT is told the depth of the
bug, as where it was first measured.  From that come the tables of docs/strategies.md: for how many seeds it was found at all, and how
many runs it took (a seed without success counts as --runs).  Results: docs/found-rates.json; the table is printed, and that of the
whole family is written into the page.
"""

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.sampling import WALKS, Sampling
from tests import host
from tests.explore.exploring import executor
from tests.explore.families import FAMILY

SEEDS, RUNS = 20, 50
RESULTS = host.ROOT / "docs" / "found-rates.json"
PAGE = host.ROOT / "docs" / "strategies.md"
Firsts = dict[str, list[int]]  # strategy -> for each seed, the first run that fails


def firsts(name: str, strategies: tuple[str, ...] = WALKS, seeds: int = SEEDS, runs: int = RUNS) -> Firsts:
    """For each strategy and seed the number of the first run that fails; `runs` when none does."""
    depth, text = FAMILY[name]
    runner = executor(text)

    def first(strategy: str, seed: int) -> int:
        sampling = Sampling(runner, Bounds(), strategy, seed, depth)
        return next((number for number in range(runs) if sampling.run(number).status), runs)

    return {strategy: [first(strategy, seed) for seed in range(seeds)] for strategy in strategies}


def measure(
    names: Sequence[str] = tuple(FAMILY), seeds: int = SEEDS, runs: int = RUNS, workers: int = 1
) -> dict[str, Firsts]:
    """`firsts` of each of the programs, by all strategies."""
    count = len(names)
    with ProcessPoolExecutor(workers) as pool:
        found = pool.map(firsts, names, [WALKS] * count, [seeds] * count, [runs] * count)
        return dict(zip(names, found, strict=True))


def in_order(found: dict[str, int]) -> bool:
    """Whether SURW found more than PCT and POS, and each of these more than the walk."""
    return (
        found["random"] > max(found["pct"], found["pos"]) >= min(found["pct"], found["pos"]) > found["walk"]
    )


def rates(measured: dict[str, Firsts], runs: int) -> dict[str, dict[str, int]]:
    """Strategy -> "all" and each depth -> seeds, over the programs, that found the bug within `runs` runs."""
    found: dict[str, dict[str, int]] = {strategy: {"all": 0} for strategy in WALKS}
    for name, of_program in measured.items():
        for strategy, numbers in of_program.items():
            count = sum(number < runs for number in numbers)
            depth = str(FAMILY[name][0])
            found[strategy]["all"] += count
            found[strategy][depth] = found[strategy].get(depth, 0) + count
    return found


def table(measured: dict[str, Firsts], runs: int) -> str:
    """One row a program, one a depth, and the sum."""
    lines = ["| program | depth | random (SURW) | pct | pos | walk |", "|---|---|---|---|---|---|"]
    for name, of_program in measured.items():
        cells = [
            f"{sum(n < runs for n in numbers)} ({sum(numbers) / len(numbers):.0f})"
            for numbers in (of_program[strategy] for strategy in WALKS)
        ]
        lines.append(f"| {name} | {FAMILY[name][0]} | {' | '.join(cells)} |")
    found = rates(measured, runs)
    seeds = len(next(iter(next(iter(measured.values())).values())))
    for depth in sorted({str(FAMILY[name][0]) for name in measured}):
        most = seeds * sum(str(FAMILY[name][0]) == depth for name in measured)
        row = " | ".join(str(found[strategy][depth]) for strategy in WALKS)
        lines.append(f"| all of depth {depth}, of {most} | | {row} |")
    row = " | ".join(f"**{found[strategy]['all']}**" for strategy in WALKS)
    lines.append(f"| all, of {seeds * len(measured)} | | {row} |")
    return "\n".join(lines)


def write_into_page(rows: str) -> None:
    """In the place of the table that is there."""
    text = PAGE.read_text()
    begin = text.index("| program |")
    PAGE.write_text(text[:begin] + rows + text[text.index("\n\n", begin) :])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.explore.found_rates", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("names", nargs="*", help="programs of the family; without any all of them")
    asked = parser.parse_args()
    measured = measure(asked.names or tuple(FAMILY), asked.seeds, asked.runs, asked.workers)
    asked.results.write_text(json.dumps({"runs": asked.runs, "first": measured}, indent=1) + "\n")
    rows = table(measured, asked.runs)
    print(rows)
    if not asked.names:
        write_into_page(rows)


if __name__ == "__main__":
    main()
