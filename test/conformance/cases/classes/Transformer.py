"""torch.nn.Transformer in float64, with parameters of Philox."""

import numpy as np
import torch
from oracle import Array, Stream, Suite, array, call, get, key, new, numbers, var
from oracle.pytorch import plain, tensor
from oracle.transformers import KEYS, MASK, OPTIONS, draw_layer, gradients, parameters, uniform

suite = Suite("Transformer")
SIZES = {"d_model": 4, "nhead": 2, "num_encoder_layers": 2, "num_decoder_layers": 1, "dim_feedforward": 6}


def drawn(dtype="float32", **given):
    """Each layer is drawn by itself, then all matrices again."""
    module, stream = torch.nn.Transformer(**given), Stream(0)
    for part in [*module.encoder.layers, *module.decoder.layers]:
        draw_layer(part, stream, dtype)
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.ndim > 1:
                uniform(stream, parameter, np.sqrt(6 / sum(parameter.shape)), dtype)
    return module


def run(**given):
    return call("Transformer.forward_with_target", self_=var("layer"), **given)


src, tgt = numbers((3, 2, 4)), numbers((4, 2, 4), seed=3)
operands = {"src": src, "tgt": tgt}
own, beside = numbers((4, 4), seed=5), array([[True, False, True]] * 4, "bool")
keys = array([[True, True, False, True], [True, True, True, True]], "bool")
MASKS = [
    ({}, {}),
    ({"src_mask": MASK}, {"src_mask": ~tensor(MASK)}),
    ({"tgt_mask": own}, {"tgt_mask": tensor(own)}),
    ({"memory_mask": beside}, {"memory_mask": ~tensor(beside)}),
    ({"src_key_mask": KEYS}, {"src_key_padding_mask": ~tensor(KEYS)}),
    ({"tgt_key_mask": keys}, {"tgt_key_padding_mask": ~tensor(keys)}),
    ({"memory_key_mask": KEYS}, {"memory_key_padding_mask": ~tensor(KEYS)}),
    ({"src_is_causal": True}, {"src_mask": ~torch.ones(3, 3, dtype=torch.bool).tril()}),
    ({"tgt_is_causal": True}, {"tgt_mask": ~torch.ones(4, 4, dtype=torch.bool).tril()}),
    ({"memory_is_causal": True}, {"memory_mask": ~torch.ones(4, 3, dtype=torch.bool).tril()}),
]
script = suite.script("what it is")
module = drawn(**SIZES, dropout=0.0)
script.let("layer", new("Transformer", **SIZES, dropout=0.0, activation="relu"))
parameters(script, module)
for ours, theirs in MASKS:
    found = module(tensor(src), tensor(tgt), **theirs)
    script.expect(run(**operands, **ours), array(plain(found)))
memory = module.encoder(tensor(src))
alone = call("TransformerEncoder.forward", self_=get("Transformer.encoder", var("layer")), x=src)
script.expect(alone, array(plain(memory)))
decoded = call(
    "TransformerDecoder.forward_with_memory",
    self_=get("Transformer.decoder", var("layer")),
    x=tgt,
    memory=array(plain(memory)),
)
script.expect(decoded, array(plain(module.decoder(tensor(tgt), memory))))
script.fails(run(src=numbers((3, 2, 3)), tgt=tgt), "shape", "src", ["[3, 2, 3]", "4"])
script.fails(run(src=src, tgt=numbers((3, 2, 3))), "shape", "tgt", ["[3, 2, 3]", "4"])
at_whole = run(**operands, tgt_mask=numbers((4, 4), "int32"))
script.fails(at_whole, "dtype", "mask", ["int32"], operator="scaled_dot_product_attention")

t, small = "float64", {"num_encoder_layers": 1, "num_decoder_layers": 2}
script = suite.script("all options, in evaluation")
module = drawn(t, d_model=4, nhead=2, **small, **OPTIONS).eval()
script.let("layer", new("Transformer", d_model=4, nhead=2, **small, **OPTIONS, dtype=t))
script.do(call("Module.eval", self_=var("layer")))
parameters(script, module, t)
wide = {"src": numbers((2, 3, 4), t), "tgt": numbers((2, 4, 4), t, 3)}
script.expect(run(**wide), Array(plain(module(*map(tensor, wide.values()))), t))

module = drawn(**SIZES, dropout=0.0)
gradients(suite, module, new("Transformer", **SIZES, dropout=0.0), run(**operands), module(tensor(src), tensor(tgt)))
script = suite.script("sizes left out")
script.let("deep", new("Transformer", d_model=8, dim_feedforward=6))
script.let("wide", new("Transformer", num_encoder_layers=1, num_decoder_layers=1))
for layer, name, count in [
    ("deep", "encoder.layers.5.norm2.bias", 8),
    ("deep", "decoder.layers.5.norm3.bias", 8),
    ("wide", "encoder.layers.0.norm1.bias", 512),
    ("wide", "decoder.layers.0.linear1.bias", 2048),
]:
    parameter = key(name, call("Module.named_parameters", self_=var(layer)))
    script.expect(call("sum", x=call("ones_like", x=parameter)), array(count, "float32"))
wrong = suite.script("numbers that are not accepted")
wrong.fails(new("Transformer", **{**SIZES, "nhead": 3}), "value", "nhead", ["3"], operator="any")
for name in ("num_encoder_layers", "num_decoder_layers"):
    wrong.fails(new("Transformer", **{**SIZES, name: 4097}), "value", name, ["4097"])
