"""torch.nn.Embedding in float64, with rows of Philox."""

import torch
from oracle import Stream, Suite, array, call, get, new, var
from oracle.pytorch import plain, tensor

suite = Suite("Embedding")
indices = array([[1, 4], [0, 1]], "int64")


def case(name, dtype="float32", **given):
    rows = array(Stream(0).normals(15, dtype).reshape(5, 3), dtype)
    if "padding_idx" in given:
        rows.values[given["padding_idx"]] = 0
    module = torch.nn.Embedding(5, 3, _weight=tensor(rows), **given)
    sizes = {"num_embeddings": 5, "embedding_dim": 3}
    script = suite.script(name)
    wide = {} if dtype == "float32" else {"dtype": dtype}
    script.let("object", new("Embedding", **sizes, **given, **wide))
    script.expect(get("Embedding.weight", var("object")), rows)
    for told, value in {**sizes, "padding_idx": None, **given}.items():
        script.expect(get(f"Embedding.{told}", var("object")), value)
    out = array(plain(module(tensor(indices))), dtype)
    script.expect(call("Embedding.forward", self_=var("object"), x=indices), out)


case("defaults")
case("a row for what is missing", padding_idx=1)
case("in float64", "float64")
wrong = suite.script("what does not fit")
wrong.fails(new("Embedding", num_embeddings=0, embedding_dim=3), "value", "num_embeddings", ["0"])
beyond = new("Embedding", num_embeddings=5, embedding_dim=3, padding_idx=5)
wrong.fails(beyond, "index", "padding_idx", ["{5}", "{4}"])
