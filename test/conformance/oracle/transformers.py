"""Cases of attention and of transformers' layers: torch.nn's in float64, with parameters of Philox."""

from __future__ import annotations

import numpy as np
import torch

from .arrays import Array, array, numbers
from .expressions import call, field, get, key, new, var
from .philox import Stream
from .pytorch import kept_scale, plain, tensor
from .suite import Script, Suite

MASK = array([[True, False, True], [True, True, True], [False, True, True]], "bool")
KEYS = array([[True, True, False], [True, True, True]], "bool")


def uniform(stream: Stream, parameter: torch.Tensor, bound: float, dtype: str) -> None:
    values = stream.uniform(tuple(parameter.shape), -bound, bound, dtype)
    parameter.copy_(tensor(Array(values, dtype)))


def draw_attention(module: torch.nn.MultiheadAttention, stream: Stream, dtype: str = "float32") -> None:
    e = module.embed_dim
    with torch.no_grad():
        uniform(stream, module.in_proj_weight, np.sqrt(6 / (4 * e)), dtype)
        uniform(stream, module.out_proj.weight, 1 / np.sqrt(e), dtype)


def draw_layer(module: torch.nn.Module, stream: Stream, dtype: str = "float32") -> torch.nn.Module:
    for name in ["self_attn", "multihead_attn"]:
        if hasattr(module, name):
            draw_attention(getattr(module, name), stream, dtype)
    with torch.no_grad():
        for linear in [module.linear1, module.linear2]:
            for parameter in linear.parameters():
                uniform(stream, parameter, 1 / np.sqrt(linear.in_features), dtype)
    return module


def parameters(script: Script, module: torch.nn.Module, dtype: str = "float32") -> None:
    for name, parameter in module.named_parameters():
        script.expect(key(name, call("Module.named_parameters", self_=var("layer"))), Array(plain(parameter), dtype))


def gradients(suite: Suite, module: torch.nn.Module, make: dict, forward: dict, output: torch.Tensor) -> None:
    script = suite.script("its gradients")
    script.let("layer", make)
    weights = numbers(tuple(output.shape), seed=9)  # norms make sums, and those of squares, the same for all
    (output * tensor(weights)).sum().backward()
    script.do(call("backward", x=call("sum", x=call("multiply", x1=forward, x2=weights))))
    for name, parameter in module.named_parameters():
        own = key(name, call("Module.named_parameters", self_=var("layer")))
        script.expect(get("Tensor.grad", own), Array(plain(parameter.grad), "float32"))


def encoder_masks(heads: int) -> list[tuple[dict, dict]]:
    """Ours, in which true takes part, and PyTorch's, in which true does not."""
    added = numbers((3, 3), seed=5)
    causal = ~torch.ones(3, 3, dtype=torch.bool).tril()
    return [
        ({"mask": MASK}, {"src_mask": ~tensor(MASK)}),
        ({"mask": added}, {"src_mask": tensor(added)}),
        ({"key_mask": KEYS}, {"src_key_padding_mask": ~tensor(KEYS)}),
        ({"mask": MASK, "key_mask": KEYS}, {"src_mask": ~tensor(MASK), "src_key_padding_mask": ~tensor(KEYS)}),
        ({"is_causal": True}, {"src_mask": causal}),
        ({"mask": added, "key_mask": KEYS}, {"src_mask": tensor(added), "src_key_padding_mask": padded(KEYS)}),
    ]


def padded(keys: Array) -> torch.Tensor:
    return torch.where(tensor(keys), 0.0, -torch.inf)


def decoder_masks() -> list[tuple[dict, dict]]:
    wide = array([[True, False, True, True], [True, True, True, False], [False, True, True, True]], "bool")
    keys = array([[True, True, False, True], [True, True, True, True]], "bool")
    causal = ~torch.ones(3, 3, dtype=torch.bool).tril()
    beside = ~torch.ones(3, 4, dtype=torch.bool).tril()
    added = numbers((3, 4), seed=5)
    return [
        ({"mask": MASK}, {"tgt_mask": ~tensor(MASK)}),
        ({"memory_mask": wide}, {"memory_mask": ~tensor(wide)}),
        ({"memory_mask": added}, {"memory_mask": tensor(added)}),
        ({"key_mask": KEYS}, {"tgt_key_padding_mask": ~tensor(KEYS)}),
        ({"memory_key_mask": keys}, {"memory_key_padding_mask": ~tensor(keys)}),
        ({"is_causal": True}, {"tgt_mask": causal}),
        ({"memory_is_causal": True}, {"memory_mask": beside}),
    ]


OPTIONS = {
    "dim_feedforward": 6,
    "dropout": 0.5,
    "activation": "gelu",
    "layer_norm_eps": 0.25,
    "batch_first": True,
    "norm_first": True,
    "bias": False,
}


def layer(name: str) -> Suite:
    suite, decoder = Suite(name), "Decoder" in name
    of_torch, method = getattr(torch.nn, name), f"{name}.forward_with_{'memory' if decoder else 'mask'}"
    sizes = {"d_model": 4, "nhead": 2, "dim_feedforward": 6}
    x, memory = numbers((3, 2, 4)), numbers((4, 2, 4), seed=3)
    given, torch_given = (
        ({"x": x, "memory": memory}, [tensor(x), tensor(memory)]) if decoder else ({"x": x}, [tensor(x)])
    )

    def run(script, module, ours, theirs, t="float32", **operands):
        operands = operands or given
        made = module(*[tensor(a) for a in operands.values()], **theirs)
        script.expect(call(method, self_=var("layer"), **operands, **ours), Array(plain(made), t))
        if not decoder and not ours:
            script.expect(call(f"{name}.forward", self_=var("layer"), **operands), Array(plain(made), t))

    script = suite.script("what it is")
    module = draw_layer(of_torch(**sizes, dropout=0.0), Stream(0))
    script.let("layer", new(name, **sizes, dropout=0.0))
    parameters(script, module)
    script.expect(get(f"{name}.d_model", var("layer")), 4)
    run(script, module, {}, {})
    for ours, theirs in decoder_masks() if decoder else encoder_masks(2):
        run(script, module, ours, theirs)
    one = {"x": Array(x.values[:, 0], "float32")}
    one |= {"memory": Array(memory.values[:, 0], "float32")} if decoder else {}
    run(script, module, {}, {}, **one)
    wrong = {**given, "x": numbers((3, 2, 3))}
    script.fails(call(method, self_=var("layer"), **wrong), "shape", "x", ["[3, 2, 3]", "4"])
    if not decoder:
        script.fails(call(f"{name}.forward", self_=var("layer"), x=wrong["x"]), "shape", "x", ["[3, 2, 3]", "4"])
    at_whole = call(method, self_=var("layer"), **given, mask=numbers((3, 3), "int32"))
    script.fails(at_whole, "dtype", "mask", ["int32"], operator="scaled_dot_product_attention")

    script = suite.script("defaults, in evaluation")
    module = draw_layer(of_torch(4, 2), Stream(0)).eval()
    script.let("layer", new(name, d_model=4, nhead=2))
    script.do(call("Module.eval", self_=var("layer")))
    run(script, module, {}, {})
    script = suite.script("relu by its name")
    module = draw_layer(of_torch(**sizes, dropout=0.0, activation="relu"), Stream(0))
    script.let("layer", new(name, **sizes, dropout=0.0, activation="relu"))
    run(script, module, {}, {})

    script = suite.script("all options, in evaluation")
    t = "float64"
    module = draw_layer(of_torch(4, 2, **OPTIONS), Stream(0), t).eval()
    script.let("layer", new(name, d_model=4, nhead=2, **OPTIONS, dtype=t))
    script.do(call("Module.eval", self_=var("layer")))
    parameters(script, module, t)
    wide = {"x": numbers((2, 3, 4), t)} | ({"memory": numbers((2, 4, 4), t, 3)} if decoder else {})
    run(script, module, {}, {}, t, **wide)

    script = suite.script("all dropped")  # nothing is added to what the parts got
    script.let("layer", new(name, **sizes, dropout=1.0))
    norms = [module.norm1, module.norm2] + ([module.norm3] if decoder else [])
    found = tensor(x)
    for _ in norms:
        found = torch.nn.functional.layer_norm(found, (4,))
    script.expect(call(method, self_=var("layer"), **given), array(plain(found)))

    module = draw_layer(of_torch(**sizes, dropout=0.0), Stream(0))
    gradients(
        suite, module, new(name, **sizes, dropout=0.0), call(method, self_=var("layer"), **given), module(*torch_given)
    )
    wrong = suite.script("numbers that are not accepted")
    wrong.fails(new(name, d_model=0, nhead=1), "value", "d_model", ["0"])
    wrong.fails(new(name, d_model=4, nhead=0), "value", "nhead", ["0"])
    wrong.fails(new(name, d_model=4, nhead=3), "value", "nhead", ["3", "4"])
    wrong.fails(new(name, d_model=4, nhead=2, dim_feedforward=0), "value", "dim_feedforward", ["0"])
    wrong.fails(new(name, d_model=4, nhead=2, dropout=-0.5), "value", "dropout", ["-0.5"])
    return suite


def stack(name: str) -> Suite:
    suite, decoder, of_layer = Suite(name), "Decoder" in name, name + "Layer"
    method = f"{name}.forward_with_{'memory' if decoder else 'mask'}"
    sizes = {"d_model": 4, "nhead": 2, "dim_feedforward": 6}
    x, memory = numbers((3, 2, 4)), numbers((4, 2, 4), seed=3)
    given = {"x": x, "memory": memory} if decoder else {"x": x}

    def made(norm: bool) -> torch.nn.Module:
        one = getattr(torch.nn, of_layer)(**sizes, dropout=0.0)
        more = {} if decoder else {"enable_nested_tensor": False}
        module = getattr(torch.nn, name)(one, 2, torch.nn.LayerNorm(4) if norm else None, **more)
        stream = Stream(0)
        for part in module.layers:
            draw_layer(part, stream)
        return module

    own = [new(of_layer, **sizes, dropout=0.0), new(of_layer, **sizes, dropout=0.0)]
    for norm in [False, True]:
        script, module = suite.script("with a norm" if norm else "what it is"), made(norm)
        script.let("layer", new(name, layers=own, **({"norm": True} if norm else {})))
        parameters(script, module)
        script.expect(get(f"{name}.length", var("layer")), 2)
        found = module(*map(tensor, given.values()))
        script.expect(call(method, self_=var("layer"), **given), array(plain(found)))
        if not decoder:
            script.expect(call(f"{name}.forward", self_=var("layer"), x=x), array(plain(found)))
    for ours, theirs in decoder_masks() if decoder else encoder_masks(2):
        theirs = {("mask" if k == "src_mask" else k): v for k, v in theirs.items()}
        found = module(*map(tensor, given.values()), **theirs)
        script.expect(call(method, self_=var("layer"), **given, **ours), array(plain(found)))
    wrong = {**given, "x": numbers((3, 2, 3))}
    script.fails(call(method, self_=var("layer"), **wrong), "shape", "x", ["[3, 2, 3]", "4"])
    if not decoder:
        script.fails(call(f"{name}.forward", self_=var("layer"), x=wrong["x"]), "shape", "x", ["[3, 2, 3]", "4"])
    at_whole = call(method, self_=var("layer"), **given, mask=numbers((3, 3), "int32"))
    script.fails(at_whole, "dtype", "mask", ["int32"], operator="scaled_dot_product_attention")
    empty = suite.script("no layers")
    empty.fails(new(name, layers=[]), "value", "layers")
    return suite


def attention() -> Suite:
    suite, sizes = Suite("MultiheadAttention"), {"embed_dim": 4, "num_heads": 2}
    operands = {"query": numbers((3, 2, 4)), "key": numbers((3, 2, 4), seed=1), "value": numbers((3, 2, 4), seed=2)}
    in_torch = {k: tensor(v) for k, v in operands.items()}

    def attend(**given):
        return call("MultiheadAttention.attend", self_=var("layer"), **given)

    def weights(**given):
        return call("MultiheadAttention.attend_with_weights", self_=var("layer"), **given)

    script = suite.script("what it is")
    module, x = torch.nn.MultiheadAttention(4, 2), operands["query"]
    draw_attention(module, Stream(0))
    script.let("layer", new("MultiheadAttention", **sizes))
    parameters(script, module)
    script.expect(get("MultiheadAttention.embed_dim", var("layer")), 4)
    script.expect(get("MultiheadAttention.num_heads", var("layer")), 2)
    own = module(tensor(x), tensor(x), tensor(x))[0]
    script.expect(call("MultiheadAttention.forward", self_=var("layer"), x=x), array(plain(own)))
    names = {"src_mask": "attn_mask", "src_key_padding_mask": "key_padding_mask"}
    for ours, theirs in [({}, {}), *encoder_masks(2)]:
        theirs = {names[k]: v for k, v in theirs.items()}
        out, mean = module(**in_torch, **theirs)
        each = module(**in_torch, **theirs, average_attn_weights=False)[1]
        script.expect(attend(**operands, **ours), array(plain(out)))
        script.expect(field("output", weights(**operands, **ours)), array(plain(out)))
        script.expect(field("weights", weights(**operands, **ours)), array(plain(mean)))
        script.expect(field("weights", weights(**operands, **ours, average_weights=False)), array(plain(each)))
    one = {k: Array(v.values[:, 0], "float32") for k, v in operands.items()}
    out, mean = module(*map(tensor, one.values()))
    script.expect(attend(**one), array(plain(out)))
    script.expect(field("weights", weights(**one)), array(plain(mean)))
    masked = module(*map(tensor, one.values()), key_padding_mask=~tensor(KEYS)[0])[0]
    script.expect(attend(**one, key_mask=array(KEYS.values[0], "bool")), array(plain(masked)))
    short = numbers((3, 2, 3))
    script.fails(call("MultiheadAttention.forward", self_=var("layer"), x=short), "shape", "query", ["[3, 2, 3]"])
    for method in [attend, weights]:
        script.fails(method(**{**operands, "key": short}), "shape", "key", ["[3, 2, 3]"])
        script.fails(method(**operands, key_mask=array([True], "bool")), "shape", "key_mask", ["[1]"])
    whole = numbers((3, 3), "int32")
    script.fails(attend(**operands, mask=whole), "dtype", "mask", ["int32"], operator="scaled_dot_product_attention")
    script.fails(weights(**operands, mask=whole), "dtype", "mask", ["int32"])
    script.fails(weights(**operands, mask=numbers((2, 3))), "shape", "mask", ["[2, 3]"])

    script = suite.script("all options, in evaluation")
    options = {"bias": False, "dropout": 0.5, "batch_first": True}
    module = torch.nn.MultiheadAttention(4, 2, **options).eval()
    draw_attention(module, Stream(0), "float64")
    script.let("layer", new("MultiheadAttention", **sizes, **options, dtype="float64"))
    script.do(call("Module.eval", self_=var("layer")))
    parameters(script, module, "float64")
    wide = {k: numbers((2, n, 4), "float64", n) for k, n in [("query", 3), ("key", 5), ("value", 5)]}
    out, mean = module(*map(tensor, wide.values()))
    script.expect(attend(**wide), Array(plain(out), "float64"))
    script.expect(field("weights", weights(**wide)), Array(plain(mean), "float64"))

    script = suite.script("dropout")
    module = torch.nn.MultiheadAttention(4, 2)
    stream = Stream(0)
    draw_attention(module, stream)
    script.let("layer", new("MultiheadAttention", **sizes, dropout=0.5))
    each = module(**in_torch, average_attn_weights=False)[1]
    kept = tensor(np.where(stream.fractions(each.numel()).reshape(each.shape) < 0.5, 0, kept_scale(0.5)))
    script.expect(field("weights", weights(**operands, average_weights=False)), array(plain(each * kept)))

    module = torch.nn.MultiheadAttention(4, 2)
    draw_attention(module, Stream(0))
    gradients(suite, module, new("MultiheadAttention", **sizes), attend(**operands), module(**in_torch)[0])
    wrong = suite.script("numbers that are not accepted")
    wrong.fails(new("MultiheadAttention", embed_dim=0, num_heads=1), "value", "embed_dim", ["0"])
    wrong.fails(new("MultiheadAttention", embed_dim=4, num_heads=0), "value", "num_heads", ["0"])
    wrong.fails(new("MultiheadAttention", embed_dim=4, num_heads=3), "value", "num_heads", ["3", "4"])
    wrong.fails(new("MultiheadAttention", **sizes, dropout=1.5), "value", "dropout", ["1.5"])
    return suite
