"""GPT-2 of torch.nn's layers in float64: initial weights of Philox, and others copied over by their names."""

import torch
from oracle import Array, Suite, array, call, new, var
from oracle.pytorch import plain, tensor
from oracle.text_models import GPT, count, drawn, filled, gradients, initial, load, published, refuse

# 124 million in the small network and 1558 million in the largest, as the released files have them.
assert round(count(GPT) / 1e6) == 124
assert round(count(GPT, num_layers=48, num_heads=25, embed_dim=1600) / 1e6) == 1558

suite = Suite("GPT")
SMALL = {"vocab_size": 7, "context_length": 5, "num_layers": 2, "num_heads": 2, "embed_dim": 4}
X = array([[6, 0, 3], [1, 2, 6]], "int64").counting("indices")
forward = lambda x: call("GPT.forward", self_=var("net"), x=x)

initial(suite, GPT(**SMALL), SMALL, {"dropout": 0.1, "tie_weights": True}, "float32")
given = {**SMALL, "tie_weights": False}
script = initial(suite, GPT(**given), {**given, "dropout": 0.25}, {}, "float64")
script.do(call("Module.eval", self_=var("net")))
script.expect(forward(X), Array(plain(drawn(GPT(**given), "float64")(tensor(X))), "float64"))

for tied in (True, False):
    script = suite.script("weights of another network" + (", tied" if tied else ""))
    script.let("net", new("GPT", **SMALL, dropout=0.0, tie_weights=tied))
    net = filled(GPT(**SMALL, tie_weights=tied))
    load(script, net)
    one = Array(X.values[1], "int64", "indices")
    for x in (X, one, Array(X.values, "int32", "indices")):
        script.expect(forward(x), array(plain(net(tensor(x)))))
    script.fails(forward(array([[[1]]], "int64")), "shape", "x", ["[1, 1, 1]"])
    script.fails(forward(array([[0, 1, 2, 3, 4, 5]], "int64")), "shape", "x", ["[1, 6]", "5"])
    beyond = array([[0, 7]], "int64").counting("indices")
    script.fails(forward(beyond), "index", "indices", ["{7}"], operator="embedding")
    script = suite.script("its gradients" + (", tied" if tied else ""))
    script.let("net", new("GPT", **SMALL, dropout=0.0, tie_weights=tied, dtype="float64"))
    load(script, net, "float64")
    gradients(script, net, net(tensor(X)), forward(X))

# Without layers to speak of, all dropped: only the norm's offset is left.
script = suite.script("all dropped")
script.let("net", new("GPT", **SMALL, dropout=1.0))
net = filled(GPT(**SMALL))
load(script, net)
left = net.norm.bias @ net.embeddings.word_embeddings.weight.T
script.expect(forward(X), array(plain(torch.broadcast_to(left, (2, 3, 7)))))

sizes = {"vocab_size": 50257, "context_length": 1024, "num_layers": 12, "num_heads": 12, "embed_dim": 768}
small = {"vocab_size": 2, "context_length": 2, "num_layers": 1}
published(suite, sizes, [small, {"num_heads": 1, "embed_dim": 2}])
refuse(suite, SMALL, 3)
