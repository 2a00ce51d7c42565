"""The worker's side of a measurement: answers each line with the seconds that one operation took, as JSON."""

import gc
import json
import sys
import time


def say(**what):
    print(json.dumps(what), flush=True)


def timed(turns, call):
    start = time.perf_counter()
    for _ in range(turns):
        call()
    return time.perf_counter() - start


def turns_for(call, seconds):
    """How many turns make a series that is long enough to be timed."""
    turns = 1
    while timed(turns, call) < seconds:
        turns *= 2
    return turns


def least(call, turns, wanted):
    """Seconds of a turn in the least disturbed of the series that fit into the seconds wanted."""
    best, total, rounds = float("inf"), 0.0, 0
    while total < wanted or rounds < 3:
        spent = timed(turns, call)
        total, rounds, best = total + spent, rounds + 1, min(best, spent)
    return best / turns


def mean(call, turns, wanted):
    """Seconds of a turn in all series together."""
    total, rounds = 0.0, 0
    while total < wanted or rounds < 3:
        total, rounds = total + timed(turns, call), rounds + 1
    return total / (rounds * turns)


def rest():
    """Waits until this process's threads sleep: some libraries' spin on, in the next one's measurement."""
    for _ in range(100):
        before = time.process_time()
        time.sleep(0.005)
        if time.process_time() - before < 0.001:
            return


def measured(seconds):
    rest()
    say(seconds=seconds)


def keep():
    """What is there stays: the collector need not look at it while something is timed."""
    gc.collect()
    gc.freeze()


def serve(version, call, per_turn=1):
    """One thing to measure, by lines `SECONDS` or `SECONDS mean`. call(): one turn, of `per_turn` operations."""
    turns = turns_for(call, 0.02)
    keep()
    say(version=version)
    for line in sys.stdin:
        seconds, *how = line.split()
        measured((mean if how else least)(call, turns, float(seconds)) / per_turn)


def serve_each(version, calls, amount):
    """Several things to measure, by lines `SECONDS NAME`; `amount` of what a call returns is compared between peers."""
    amounts = {name: amount(call()) for name, call in calls.items()}
    turns = {}
    keep()
    say(version=version, amounts=amounts)
    for line in sys.stdin:
        wanted, name = line.split()
        if name not in turns:
            turns[name] = turns_for(calls[name], 0.005)
        measured(least(calls[name], turns[name], float(wanted)))
