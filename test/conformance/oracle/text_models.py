"""BERT and GPT-2 written with torch.nn in float64, and cases that compare them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import nn

from .arrays import Array, numbers
from .expressions import call, get, key, new, var
from .files import safetensors
from .philox import Stream
from .pytorch import plain, tensor
from .suite import Script, Suite


def layer(width: int, heads: int, inner: int, eps: float, approximate: str, norm_first: bool) -> nn.Module:
    gelu = lambda x: nn.functional.gelu(x, approximate=approximate)
    return nn.TransformerEncoderLayer(width, heads, inner, 0.0, gelu, eps, batch_first=True, norm_first=norm_first)


class BERT(nn.Module):
    def __init__(
        self,
        vocab_size: int = 30522,
        hidden_size: int = 768,
        num_layers: int = 12,
        num_heads: int = 12,
        intermediate_size: int = 3072,
        max_positions: int = 512,
        type_vocab_size: int = 2,
        layer_norm_eps: float = 1e-12,
    ) -> None:
        super().__init__()
        self.shrink = 1.0
        self.embeddings = nn.Module()
        self.embeddings.word_embeddings = nn.Embedding(vocab_size, hidden_size)
        self.embeddings.position_embeddings = nn.Embedding(max_positions, hidden_size)
        self.embeddings.token_type_embeddings = nn.Embedding(type_vocab_size, hidden_size)
        self.embeddings.norm = nn.LayerNorm(hidden_size, layer_norm_eps)
        one = (hidden_size, num_heads, intermediate_size, layer_norm_eps, "none", False)
        self.layers = nn.ModuleList(layer(*one) for _ in range(num_layers))
        self.pooler = nn.Linear(hidden_size, hidden_size)

    def forward(
        self, x: torch.Tensor, types: torch.Tensor | None = None, taking_part: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        e = self.embeddings
        types = torch.zeros_like(x) if types is None else types
        places = torch.arange(x.shape[-1])
        out = e.norm(e.word_embeddings(x) + e.position_embeddings(places) + e.token_type_embeddings(types))
        for one in self.layers:
            out = one(out, src_key_padding_mask=None if taking_part is None else ~taking_part)
        return out, torch.tanh(self.pooler(out[..., 0, :]))


class GPT(nn.Module):
    def __init__(
        self,
        vocab_size: int = 50257,
        context_length: int = 1024,
        num_layers: int = 12,
        num_heads: int = 12,
        embed_dim: int = 768,
        tie_weights: bool = True,
    ) -> None:
        super().__init__()
        self.shrink = math.sqrt(2 * num_layers)
        self.embeddings = nn.Module()
        self.embeddings.word_embeddings = nn.Embedding(vocab_size, embed_dim)
        self.embeddings.position_embeddings = nn.Embedding(context_length, embed_dim)
        one = (embed_dim, num_heads, 4 * embed_dim, 1e-5, "tanh", True)
        self.layers = nn.ModuleList(layer(*one) for _ in range(num_layers))
        self.norm = nn.LayerNorm(embed_dim)
        self.lm_head = None if tie_weights else nn.Linear(embed_dim, vocab_size, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        e, length = self.embeddings, x.shape[-1]
        out = e.word_embeddings(x) + e.position_embeddings(torch.arange(length))
        later = ~torch.ones(length, length, dtype=torch.bool).tril()
        for one in self.layers:
            out = one(out, src_mask=later)
        out = self.norm(out)
        return nn.functional.linear(out, e.word_embeddings.weight) if self.lm_head is None else self.lm_head(out)


def count(cls: type[nn.Module], **given: object) -> int:
    """How many numbers the parameters are; nothing is allocated."""
    with torch.device("meta"):
        return sum(parameter.numel() for parameter in cls(**given).parameters())


def drawn(net: nn.Module, dtype: str = "float32") -> nn.Module:
    """Matrices are normal with a deviation of 0.02 in the order of the parameters, those that end a layer's parts
    smaller; offsets are 0 and factors of norms 1."""
    stream = Stream(0)
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            if parameter.ndim == 2:
                ends_part = name.endswith(("out_proj.weight", "linear2.weight"))
                values = stream.normals(parameter.numel(), dtype) * (0.02 / net.shrink if ends_part else 0.02)
                parameter.copy_(tensor(Array(values.reshape(tuple(parameter.shape)), dtype)))
            elif name.endswith("bias"):
                parameter.zero_()
    return net


def filled(net: nn.Module) -> nn.Module:
    """Numbers of one size in all parameters, so that all of them show in what comes out."""
    with torch.no_grad():
        for i, (_, parameter) in enumerate(net.named_parameters()):
            parameter.copy_(tensor(numbers(tuple(parameter.shape), seed=i, low=-1.5, high=1.5)))
    return net


def load(script: Script, net: nn.Module, dtype: str = "float32") -> None:
    """Copies the parameters over by their names."""
    state = {name: plain(parameter).astype(dtype) for name, parameter in net.named_parameters()}
    script.do(call("Module.load_bytes", self_=var("net"), data=safetensors(state, {})))


def gradients(script: Script, net: nn.Module, out: torch.Tensor, ours: dict[str, object]) -> None:
    """In float64: float32 rounds too often on the way through the layers to tell them from mistakes."""
    weights = numbers(tuple(out.shape), "float64", seed=9)
    (out * tensor(weights)).sum().backward()
    script.do(call("backward", x=call("sum", x=call("multiply", x1=ours, x2=weights))))
    for name, parameter in net.named_parameters():
        if parameter.grad is not None:
            grad = get("Tensor.grad", key(name, call("Module.named_parameters", self_=var("net"))))
            script.expect(grad, Array(plain(parameter.grad), "float64"))


def initial(suite: Suite, net: nn.Module, given: dict[str, object], told: dict[str, object], dtype: str) -> Script:
    """A case: properties, initial weights, and how many numbers they are by the table."""
    cls = suite.subject
    script = suite.script(f"initial weights in {dtype}")
    script.let("net", new(cls, **given, **({} if dtype == "float32" else {"dtype": dtype})))
    for name, value in {**told, **given}.items():
        script.expect(get(f"{cls}.{name}", var("net")), value)
    drawn(net, dtype)
    for name, parameter in net.named_parameters():
        found = key(name, call("Module.named_parameters", self_=var("net")))
        script.expect(found, Array(plain(parameter), dtype))
    total = sum(parameter.numel() for parameter in net.parameters())
    table = call("summary", model=var("net"), input=[2, 3], dtype="int64")
    script.expect(table, {"contains": [f"Parameters: {total:,} (", "layers"]})
    return script


def published(suite: Suite, sizes: dict[str, int], given: Sequence[dict[str, int]]) -> None:
    """What is left out is as published; no network of the cases has all of it, which would fill the memory."""
    script = suite.script("sizes as published")
    for few in given:
        script.let("net", new(suite.subject, **few))
        for name, value in {**sizes, **few}.items():
            script.expect(get(f"{suite.subject}.{name}", var("net")), value)


def refuse(suite: Suite, given: dict[str, object], heads: int) -> None:
    """Numbers out of their ranges."""
    script = suite.script("numbers that are not accepted")
    for name in given:
        if name not in ("dropout", "layer_norm_eps", "tie_weights"):
            script.fails(new(suite.subject, **{**given, name: 0}), "value", name, ["0"])
    script.fails(new(suite.subject, **{**given, "num_heads": heads}), "value", "num_heads", [str(heads)])
    script.fails(new(suite.subject, **{**given, "dropout": 1.5}), "value", "dropout", ["1.5"])
