"""Writes random cases of the functions, which conformance_core runs: the arguments of the conformance cases with other
numbers, sizes, element types and attributes, and what the same references make of them.

python test/fuzz/oracle.py <folder> [subject …]
FUZZ_SEED and FUZZ_CASES (of each function) in the environment say which and how many.
"""

import json
import os
import pathlib
import random
import signal
import sys
import warnings
from collections.abc import Callable, Iterator

import numpy as np

CONFORMANCE = pathlib.Path(__file__).parents[1] / "conformance"
sys.path.insert(0, str(CONFORMANCE))

import generate
from oracle.arrays import Array
from oracle.dtypes import FLOATING, INTEGER
from oracle.suite import SUITES, Suite

MOST_ELEMENTS = 3000
SECONDS = 5  # that a reference may take
Given = dict[str, object]


def arrays_in(value: object) -> Iterator[Array]:
    if isinstance(value, Array):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from arrays_in(item)


def changed(value: object, change: Callable[[Array], Array]) -> object:
    """The same with other arrays."""
    if isinstance(value, Array):
        return change(value)
    if isinstance(value, list):
        return [changed(item, change) for item in value]
    return tuple(changed(item, change) for item in value) if isinstance(value, tuple) else value


class Variation:
    """One call made of another: sizes that were equal stay equal, numbers stay between the lowest and the highest."""

    def __init__(self, seed: str, given: Given, others: dict[str, list[object]], keeps: tuple[str, ...]) -> None:
        self.random = random.Random(seed)
        self.numbers = np.random.default_rng(self.random.getrandbits(63))
        self.others = others
        self.sizes: dict[int, int] = {}
        self.resized = self.random.random() < 0.6
        self.given = {n: value if n in keeps else self.argument(n, value) for n, value in given.items()}

    def argument(self, name: str, value: object) -> object:
        if any(True for _ in arrays_in(value)):
            return changed(value, self.array)
        others = self.others[name]
        if self.random.random() < 0.7 or not others:
            return value
        if isinstance(value, float) and self.random.random() < 0.5:
            known = [other for other in others if isinstance(other, float) and np.isfinite(other)]
            # Whole 64ths: float32 holds them as well as the reference's float64.
            return round(self.random.uniform(min(known), max(known)) * 64) / 64 if known else value
        return self.random.choice(others)

    def size(self, size: int) -> int:
        if not self.resized:
            return size
        if size not in self.sizes:
            near = [s for s in range(max(size - 2, 1), size + 4)]
            self.sizes[size] = size if size < 2 or self.random.random() < 0.4 else self.random.choice(near)
        return self.sizes[size]

    def array(self, x: Array) -> Array:
        shape = tuple(self.size(n) for n in x.shape)
        if int(np.prod(shape, dtype=np.int64)) > MOST_ELEMENTS:
            shape = x.shape
        if shape == x.shape and self.random.random() < 0.3 and np.all(np.isfinite(x.values)):
            return Array(x.values, x.dtype).counting(x.counts, x.sentinel)
        return Array(self.values(x, shape), x.dtype).counting(x.counts, x.sentinel)

    def values(self, x: Array, shape: tuple[int, ...]) -> np.ndarray:
        count = int(np.prod(shape, dtype=np.int64))
        if x.values.size == 0:
            return np.zeros(shape, x.values.dtype)
        finite = x.values[np.isfinite(x.values)] if x.dtype in FLOATING else x.values
        if x.dtype in INTEGER or x.dtype == "bool" or x.counts or finite.size == 0:
            return self.numbers.choice(x.values.reshape(-1), count).reshape(shape)
        if np.all(finite == np.floor(finite)):
            return self.numbers.choice(finite.reshape(-1), count).reshape(shape)
        low, high = finite.min(), finite.max()
        return low + (high - low) * self.numbers.random(shape)


class TooLong(Exception):
    pass


def give_up(*_: object) -> None:
    raise TooLong


def vary(suite: Suite, seed: int, wanted: int) -> tuple[Suite, int]:
    """A suite of random cases, and how many were refused by the reference."""
    out = Suite(suite.subject, suite.reference, suite.result, suite.tolerance == "exact")
    SUITES.remove(out)
    out.oracle, refused = suite.oracle, 0
    sources = [("call", *one) for one in suite.referred if type(suite) is Suite]
    # Second gradients of random numbers lose too many digits in the narrower types.
    sources += [("gradient", *one) for one in suite.differentiated if one[1]["dtypes"] == ["float64"]]
    # Of long sums rounding has no small bound.
    sources = [one for one in sources if all(x.values.size <= MOST_ELEMENTS for x in arrays_in(list(one[1].values())))]
    choose = random.Random(f"{seed} {suite.subject}")
    for number in range(wanted if sources else 0):
        kind, given, how = choose.choice(sources)
        others: dict[str, list[object]] = {name: [] for name in given}
        for known, _ in suite.referred:
            for name, value in known.items():
                if name in others and not any(True for _ in arrays_in(value)):
                    others[name].append(value)
        name = f"random {seed} {number}"
        signal.alarm(SECONDS)
        try:
            varied = Variation(f"{seed} {suite.subject} {number}", given, others, suite.keeps).given
            if kind == "call":
                out(name, options={**how, "random": True}, **varied)
            else:
                from oracle.pytorch import gradients

                options = {**(how["options"] or {}), "random": True, "layouts": False}
                gradients(
                    out, how["function"], lambda _, given=varied: given, name, options, how["dtypes"], how["fixed"]
                )
        except Exception:  # noqa: BLE001 - whatever a reference raises where it does not take the input
            refused += 1
        signal.alarm(0)
    return out, refused


def main() -> int:
    folder = pathlib.Path(sys.argv[1])
    subjects = sys.argv[2:]
    seed, wanted = int(os.environ.get("FUZZ_SEED", "1")), int(os.environ.get("FUZZ_CASES", "20"))
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, give_up)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for path in sorted((CONFORMANCE / "cases").glob("*.py")):
        if not subjects or path.stem in subjects:
            generate.load(path)
    made = refused = 0
    without = []
    for suite in list(SUITES):
        varied, dropped = vary(suite, seed, wanted)
        made, refused = made + len(varied.cases), refused + dropped
        if varied.cases:
            text = generate.text(varied)
            json.loads(text)
            (folder / f"{suite.subject}.json").write_text(text)
        else:
            without.append(suite.subject)
    print(f"{made} cases of {len(SUITES) - len(without)} functions; {refused} refused by their references")
    if without:
        print(f"no reference to vary: {', '.join(without)}")
    return 0 if made else 1


if __name__ == "__main__":
    sys.exit(main())
