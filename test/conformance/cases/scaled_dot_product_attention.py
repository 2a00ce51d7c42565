"""torch.nn.functional.scaled_dot_product_attention in float64; dropout by Philox's mask on the weights."""

import numpy as np
import torch
from oracle import FLOATING, Array, Stream, Suite, array, numbers
from oracle.attention import attention
from oracle.pytorch import by_torch, gradients, kept_scale, tensor


def operands(t="float32", heads=(2,), length=3, keys=4, width=2, values=3):
    return {
        "query": numbers((*heads, length, width), t),
        "key": numbers((*heads, keys, width), t, 1),
        "value": numbers((*heads, keys, values), t, 2),
    }


def of_query(**given):
    return "float64" if given["value"].dtype == "float64" else given["query"].dtype


suite = Suite("scaled_dot_product_attention", by_torch(attention), of_query)
allowed = array([[True, False, True, True], [True, True, True, False], [False, True, False, False]], "bool")
added = array([[0, -np.inf, 1, 0.5], [0.25, -1, 0, 2], [0, 1, -0.5, 1]])
suite.each(FLOATING, operands)
suite.each(FLOATING, lambda t: {**operands(t), "mask": Array(added.values, t), "is_causal": True}, "both masks")
suite("one matrix", **operands(heads=()))
suite("more axes", **operands(heads=(2, 1, 3, 2)))
suite("a mask of booleans", **operands(), mask=allowed)
suite("a mask that is added", **operands(), mask=added)
suite("a mask for each head", **operands(heads=(2, 3)), mask=numbers((2, 3, 3, 4)))
suite("a mask of one row", **operands(heads=(2, 3)), mask=numbers((2, 1, 1, 4)))
suite("a mask of one column", **operands(), mask=numbers((3, 1)))
suite("a mask of rank 0", **operands(), mask=array(0.5))
suite("a mask of float64", **operands(), mask=array(added.values, "float64"))
suite("null for the mask", **operands(), mask=None, scale=None)
nothing = array([[True, False, True, True], [False] * 4, [False, True, False, False]], "bool")
suite("a query that sees nothing", **operands(), mask=nothing)
suite("causal", **operands(), is_causal=True)
suite("causal, more queries than keys", **operands(length=5, keys=2), is_causal=True)
suite("a scale", **operands(), scale=0.25)
suite("a negative scale", **operands(), scale=-2.0)
grouped = {**operands(heads=(2, 4)), "key": numbers((2, 2, 4, 2), seed=1), "value": numbers((2, 2, 4, 3), seed=2)}
suite("heads that share keys", **grouped, enable_gqa=True)
suite("heads that share keys, causal", **grouped, enable_gqa=True, is_causal=True)
suite("heads that share keys, a mask", **grouped, enable_gqa=True, mask=numbers((4, 3, 4)))
suite("longer than blocks", **operands(heads=(2,), length=70, keys=300, width=5), mask=numbers((1, 300)))
suite("longer than blocks, causal", **operands(heads=(2,), length=270, keys=300, width=5), is_causal=True)
suite("axes that broadcast", query=numbers((2, 1, 3, 2)), key=numbers((3, 4, 2), seed=1), value=numbers((4, 3), seed=2))
wider = {**operands(), "value": numbers((2, 4, 3), "float64", 2)}
suite("promoted", **wider)
suite("no queries", **operands(length=0))
suite("no keys", **operands(keys=0), expect=array(np.zeros((2, 3, 3))))
suite("no heads", **operands(heads=(0,)))
suite("values of nothing", **operands(values=0))
suite("large scores", query=array([[1e4], [-1e4]]), key=array([[1], [-1]]), value=array([[1], [2]]))
suite("not numbers", query=array([[np.nan], [1]]), key=array([[1], [-1]]), value=array([[1], [2]]))


def dropped(query, key, value, p):
    weights = torch.softmax(query @ key.mT / np.sqrt(query.shape[-1]), -1)
    drawn = Stream(0).fractions(weights.numel()).reshape(weights.shape)
    return (weights * tensor(np.where(drawn < p, 0, kept_scale(p)))) @ value


given = operands()
suite("dropout", **given, dropout_p=0.5, expect=array(dropped(*map(tensor, given.values()), 0.5)))
suite("all dropped", **given, dropout_p=1.0, expect=array(np.zeros((2, 3, 3))))
suite(
    "dropout, a query that sees nothing",
    **given,
    dropout_p=1e-9,
    mask=nothing,
    expect=array(attention(*map(tensor, given.values()), tensor(nothing))),
)
suite.fails("a mask that does not broadcast", "shape", "mask", ["[2, 4]"], **operands(), mask=numbers((2, 4)))
suite.fails("a mask of whole numbers", "dtype", "mask", ["int32"], **operands(), mask=numbers((3, 4), "int32"))
suite.fails("one axis", "shape", "query", ["[2]"], query=numbers((2,)), key=numbers((4, 2)), value=numbers((4, 3)))
suite.fails("no heads to share", "shape", "query", ["[3, 2]"], **operands(heads=()), enable_gqa=True)
suite.fails("keys of another size", "shape", "key", ["[4, 3]"], **{**operands(heads=()), "key": numbers((4, 3))})
suite.fails("too few values", "shape", "value", ["[3, 3]"], **{**operands(heads=()), "value": numbers((3, 3))})
suite.fails("heads that do not broadcast", "shape", "key", ["[3"], **{**operands(), "key": numbers((3, 4, 2))})
suite.fails(
    "heads that do not divide",
    "shape",
    "key",
    ["[3, 4, 2]"],
    **{**operands(), "key": numbers((3, 4, 2))},
    enable_gqa=True,
)
suite.fails("dropout_p above 1", "value", "dropout_p", ["1.5"], **operands(), dropout_p=1.5)
suite.refuses(FLOATING, operands, "query")
gradients(suite, attention, operands)
gradients(suite, attention, lambda t: {**operands(t), "mask": numbers((3, 4), t, 3)}, "gradient, a mask,")
gradients(
    suite,
    lambda q, k, v, m, causal: attention(q, k, v, m, is_causal=causal),
    lambda t: {**operands(t, heads=(2, 2)), "mask": numbers((2, 1, 1, 4), t, 3), "is_causal": True},
    "gradient, both masks,",
)
gradients(
    suite,
    lambda q, k, v, m: attention(q, k, v, m),
    lambda t: {**operands(t), "mask": nothing},
    "gradient, a query that sees nothing,",
)
gradients(
    suite,
    lambda q, k, v, gqa: attention(q, k, v, enable_gqa=gqa),
    lambda t: {
        "query": numbers((4, 3, 2), t),
        "key": numbers((2, 5, 2), t, 1),
        "value": numbers((2, 5, 2), t, 2),
        "enable_gqa": True,
    },
    "gradient, heads that share keys,",
)
gradients(
    suite,
    lambda q, k, v, p: dropped(q, k, v, p),
    lambda t: {**operands(t), "dropout_p": 0.5},
    "gradient, dropout,",
)
