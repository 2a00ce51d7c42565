"""The store that sums what several threads push."""

import random
import threading
import time

import mixgrad as mg
import pytest
from mixgrad.dist import KVStore


def test_sums_do_not_depend_on_who_comes_first():
    workers, rounds = 4, 5
    values = [[mg.uniform([1000]) * 10**k for k in range(rounds)] for _ in range(workers)]
    expected = []
    for k in range(rounds):
        total = values[0][k]
        for worker in range(1, workers):
            total = total + values[worker][k]
        expected.append(total.tolist())
    store = KVStore("local", workers=workers)
    store.timeout = 600
    store.init("w", mg.zeros(1000))
    seen = [[] for _ in range(workers)]

    def work(worker):
        for k in range(rounds):
            time.sleep(random.random() * 0.005)
            store.push("w", values[worker][k], worker=worker)
            seen[worker].append(store.pull("w", worker).tolist())

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    assert seen == [expected] * workers


def test_a_pull_lets_other_threads_run():
    store = KVStore("local", workers=2)
    store.timeout = 600
    store.init("w", mg.zeros(1))
    store.push("w", mg.ones(1), worker=0)
    thread = threading.Timer(0.1, lambda: store.push("w", mg.ones(1), worker=1))
    thread.start()
    assert store.pull("w", 0).tolist() == [2]
    thread.join()


def test_mistakes():
    store = KVStore("local", workers=1)
    store.init("w", mg.zeros(2))
    with pytest.raises(mg.MgValueError):
        store.init("w", mg.zeros(2))
    with pytest.raises(mg.NotFoundError):
        store.pull("other")
    with pytest.raises(mg.ShapeError):
        store.push("w", mg.zeros(3))
    with pytest.raises(mg.MgError):
        store.push("w", mg.zeros(2), worker=1)
    with pytest.raises(mg.MgValueError):
        KVStore("global")
    lonely = KVStore("local", workers=2)
    lonely.init("w", mg.zeros(1))
    lonely.timeout = 0.05
    lonely.push("w", mg.ones(1), worker=0)
    with pytest.raises(mg.MgError):
        lonely.pull("w", 0)
