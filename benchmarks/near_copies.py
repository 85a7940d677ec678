"""G02 on generated sections: planted copies among heavy shared boilerplate.

    python -m benchmarks.near_copies [--sections 20000] [--copies 200]

Prints recall and precision of the pairs, seconds, and peak memory.
"""

from __future__ import annotations

import argparse
import random
import resource
import time

from checker import rulebook
from checker.batch.copies import Section, similar
from checker.batch.scratch import Scratch

COMMON = "坚持以人民为中心的发展思想持续深化政务公开工作不断提升公开质量和实效切实保障公众知情权参与权表达权监督权"
WORDS = [chr(c) for c in range(0x4E00, 0x4E00 + 3000)]


def generate(rng: random.Random, count: int, copies: int) -> tuple[list[Section], set[tuple[int, int]]]:
    """Sections of which two thirds is boilerplate of the whole set; ``copies`` are another's, 5 % of words changed."""
    shared = ["".join(rng.choices(WORDS, k=40)) for _ in range(12)] + [COMMON]
    sections: list[Section] = []
    truth: set[tuple[int, int]] = set()
    for n in range(count):
        own = "".join(rng.choices(WORDS, k=260))
        if n >= count - copies:
            source = rng.randrange(count - copies)
            while any(source == a for a, _ in truth):
                source = rng.randrange(count - copies)
            truth.add((source, n))
            letters = list(bodies[source])
            for start in rng.sample(range(0, 250, 10), 3):
                letters[start : start + 4] = rng.choices(WORDS, k=4)
            own = "".join(letters)
        else:
            bodies[n] = own
        text = "。".join([*rng.sample(shared, 10), own, f"第{n}号共{rng.randrange(900)}件"])
        sections.append(Section(f"机关{n}", 5, text))
    return sections, truth


bodies: dict[int, str] = {}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sections", type=int, default=20_000)
    parser.add_argument("--copies", type=int, default=200)
    given = parser.parse_args()
    sections, truth = generate(random.Random(11), given.sections, given.copies)
    params = rulebook.load().rules["G02"].params
    started = time.perf_counter()
    with Scratch() as scratch:
        found = {(i, j) for i, j, _ in similar(sections, params, scratch)}
    seconds = time.perf_counter() - started
    right = len(found & truth)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"sections {len(sections)}  planted {len(truth)}  found {len(found)}")
    print(f"recall {right / len(truth):.4f}  precision {right / max(len(found), 1):.4f}")
    print(f"seconds {seconds:.1f}  peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
