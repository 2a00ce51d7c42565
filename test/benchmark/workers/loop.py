"""The worker's side of a measurement: answers each line `seconds` with the seconds that one turn took, as JSON."""

import gc
import json
import sys
import time


def timed(turns, call):
    start = time.perf_counter()
    for _ in range(turns):
        call()
    return time.perf_counter() - start


def serve(version, call, per_turn=1):
    """call(): one turn, which counts as `per_turn` operations."""
    turns = 1
    while timed(turns, call) < 0.02:
        turns *= 2
    gc.collect()
    gc.freeze()
    print(json.dumps({"version": version}), flush=True)
    for line in sys.stdin:
        wanted, best, total, rounds = float(line), float("inf"), 0.0, 0
        while total < wanted or rounds < 3:
            spent = timed(turns, call)
            total, rounds, best = total + spent, rounds + 1, min(best, spent)
        print(json.dumps({"seconds": best / turns / per_turn}), flush=True)
