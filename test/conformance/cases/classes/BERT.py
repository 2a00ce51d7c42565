"""BERT of torch.nn's layers in float64: initial weights of Philox, and others copied over by their names."""

import torch
from oracle import Array, Suite, array, call, field, new, var
from oracle.pytorch import plain, tensor
from oracle.text_models import BERT, count, drawn, filled, gradients, initial, load, published, refuse

# Devlin et al.: 110 million in the base network, 340 million in the large one; they state no more digits.
assert round(count(BERT) / 1e6) in (109, 110)
large = count(BERT, hidden_size=1024, num_layers=24, num_heads=16, intermediate_size=4096)
assert round(large / 1e7) in (33, 34)

suite = Suite("BERT")
SMALL = {
    "vocab_size": 7,
    "hidden_size": 4,
    "num_layers": 2,
    "num_heads": 2,
    "intermediate_size": 6,
    "max_positions": 5,
    "type_vocab_size": 3,
}
X = array([[6, 0, 3], [1, 2, 6]], "int64").counting("indices")
TYPES = array([[0, 2, 1], [1, 1, 0]], "int64").counting("indices")
MASK = array([[True, True, False], [True, True, True]], "bool")
TOLD = {"dropout": 0.1, "layer_norm_eps": 1e-12}
forward = lambda x: call("BERT.forward", self_=var("net"), x=x)
pooled = lambda **given: call("BERT.forward_with_pooled", self_=var("net"), **given)

initial(suite, BERT(**SMALL), SMALL, TOLD, "float32")
script = initial(suite, BERT(**SMALL), {**SMALL, "dropout": 0.25}, {}, "float64")
script.do(call("Module.eval", self_=var("net")))
script.expect(forward(X), Array(plain(drawn(BERT(**SMALL), "float64")(tensor(X))[0]), "float64"))

script = suite.script("weights of another network")
script.let("net", new("BERT", **SMALL, dropout=0.0, layer_norm_eps=0.25))
net = filled(BERT(**SMALL, layer_norm_eps=0.25))
load(script, net)
one = Array(X.values[1], "int64", "indices")
for given, theirs in [
    ({"x": X}, [tensor(X)]),
    ({"x": X, "token_types": TYPES}, [tensor(X), tensor(TYPES)]),
    ({"x": X, "key_mask": MASK}, [tensor(X), None, tensor(MASK)]),
    ({"x": X, "token_types": TYPES, "key_mask": MASK}, [tensor(X), tensor(TYPES), tensor(MASK)]),
    ({"x": one}, [tensor(one)]),
]:
    out, whole = net(*theirs)
    made = script.let("made", pooled(**given))
    script.expect(field("output", made), array(plain(out)))
    script.expect(field("pooled", made), array(plain(whole)))
    if len(given) == 1:
        script.expect(forward(given["x"]), array(plain(out)))
script.expect(forward(Array(X.values, "int32", "indices")), array(plain(net(tensor(X))[0])))
script.fails(forward(array([[[1]]], "int64")), "shape", "x", ["[1, 1, 1]"])
script.fails(forward(array([[0, 1, 2, 3, 4, 5]], "int64")), "shape", "x", ["[1, 6]", "5"])
script.fails(forward(array([[0, 7]], "int64").counting("indices")), "index", "indices", ["{7}"], operator="embedding")
script.fails(pooled(x=array([[]], "int64")), "shape", "x", ["[1, 0]"])
script.fails(pooled(x=X, token_types=array([1], "int64")), "shape", "token_types", ["[1]", "[2, 3]"])
beyond = array([[0, 0, 0], [0, 3, 0]], "int64").counting("indices")
script.fails(pooled(x=X, token_types=beyond), "index", "indices", ["{3}"], operator="embedding")
script.fails(pooled(x=X, key_mask=array([True], "bool")), "shape", "key_mask", ["[1]"])

script = suite.script("its gradients")
script.let("net", new("BERT", **SMALL, dropout=0.0, dtype="float64"))
net = filled(BERT(**SMALL))
load(script, net, "float64")
script.let("made", pooled(x=X, token_types=TYPES, key_mask=MASK))
out, whole = net(tensor(X), tensor(TYPES), tensor(MASK))
joined = call(
    "concat",
    tensors=[field("output", var("made")), call("expand_dims", x=field("pooled", var("made")), axis=1)],
    axis=1,
)
gradients(script, net, torch.cat([out, whole.unsqueeze(1)], 1), joined)

sizes = {
    "vocab_size": 30522,
    "hidden_size": 768,
    "num_layers": 12,
    "num_heads": 12,
    "intermediate_size": 3072,
    "max_positions": 512,
    "type_vocab_size": 2,
}
small = {"vocab_size": 2, "num_layers": 1, "max_positions": 2}
published(suite, sizes, [small, {"hidden_size": 2, "num_heads": 1, "intermediate_size": 2}])
refuse(suite, SMALL, 3)
