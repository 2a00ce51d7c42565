"""Sums by key and round."""

from oracle import Suite, array, call, get, new, put, var

suite = Suite("KVStore")
on = lambda name, **given: call(f"KVStore.{name}", self_=var("store"), **given)
script = suite.script("two workers")
script.let("store", new("KVStore", kind="local", workers=2))
script.expect(get("KVStore.workers", var("store")), 2)
script.do(on("init", key="weight", value=array([5, 5])))
script.expect(on("pull", key="weight"), array([5, 5]))
for first, second in [([1, 2], [10, 20]), ([3, 4], [30, 40])]:
    script.do(on("push", key="weight", value=array(first)))
    script.do(on("push", key="weight", value=array(second), worker=1))
    script.expect(on("pull", key="weight"), array([first[0] + second[0], first[1] + second[1]]))
    script.expect(on("pull", key="weight", worker=1), array([first[0] + second[0], first[1] + second[1]]))
alone = suite.script("one worker")
alone.let("store", new("KVStore"))
alone.expect(get("KVStore.workers", var("store")), 1)
alone.do(on("init", key="a", value=array([1], "int64")))
alone.do(on("push", key="a", value=array([7], "int64")))
alone.expect(on("pull", key="a"), array([7], "int64"))
alone.fails(on("init", key="a", value=array([1])), "value", "key", ["a"])
alone.fails(on("push", key="b", value=array([1])), "not_found", "key", ["b"])
alone.fails(on("pull", key="b"), "not_found", "key", ["b"])
alone.fails(on("push", key="a", value=array([1, 2], "int64")), "shape", "value", ["[2]"])
alone.fails(on("push", key="a", value=array([1])), "dtype", "value", ["float32"])
alone.fails(on("push", key="a", value=array([7], "int64"), worker=1), "value", "worker", ["1"])
alone.fails(on("pull", key="a", worker=1), "value", "worker", ["1"])
late = suite.script("a worker that does not come")
late.let("store", new("KVStore", workers=2))
late.do(put("KVStore.timeout", var("store"), 0.05))
late.expect(get("KVStore.timeout", var("store")), 0.05)
late.do(on("init", key="a", value=array([1])))
late.do(on("push", key="a", value=array([1])))
late.fails(on("pull", key="a"), "error", None, ["1"])
wrong = suite.script("no workers")
wrong.fails(new("KVStore", workers=0), "value", "workers", ["0"])
suite.caused_elsewhere(
    "busy", "core/dist/kvstore_test.cc: RefusesWhatDoesNotFit", "it takes more than a thousand rounds", "KVStore.push"
)
suite.caused_elsewhere(
    "cancelled", "core/dist/kvstore_test.cc: WaitsWithALimitAndCanBeCancelled", "it takes two threads", "KVStore.pull"
)
