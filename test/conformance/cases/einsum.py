"""numpy.einsum in float64, and for gradients torch.einsum."""

import string

import numpy as np
import torch
from oracle import MOST_AXES, NUMERIC, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("einsum", lambda operands, equation: np.einsum(equation, *operands))


def of(*shapes):
    return [numbers(shape, "float32", i) for i, shape in enumerate(shapes)]


suite.each(
    [t for t in NUMERIC if not t.startswith("float8")],
    lambda t: {"operands": [numbers((2, 3), t), numbers((3, 2), t, 1)], "equation": "ij,jk->ik"},
)
for name, equation, *shapes in [
    ("a sum of all", "ij->", (2, 3)),
    ("a sum of an axis", "ij->i", (2, 3)),
    ("transposed", "ij->ji", (2, 3)),
    ("as it is", "ij->ij", (2, 3)),
    ("a diagonal", "ii->i", (3, 3)),
    ("a trace", "ii", (3, 3)),
    ("a diagonal of three axes", "iii->i", (3, 3, 3)),
    ("two diagonals", "ijij->ij", (2, 3, 2, 3)),
    ("a diagonal among other axes", "jiki->jk", (2, 3, 4, 3)),
    ("an inner product", "i,i", (3,), (3,)),
    ("an outer product", "i,j->ij", (2,), (3,)),
    ("elementwise", "ij,ij->ij", (2, 3), (2, 3)),
    ("elementwise, transposed", "ij,ji->ij", (2, 3), (3, 2)),
    ("without an arrow", "ij,jk", (2, 3), (3, 4)),
    ("without an arrow, in the order of the alphabet", "ba", (2, 3)),
    ("without an arrow, capitals first", "aB", (2, 3)),
    ("a batch", "bij,bjk->bik", (2, 3, 4), (2, 4, 2)),
    ("a batch in the middle", "ibj,jkb->kib", (3, 2, 4), (4, 2, 2)),
    ("two summed axes", "ijk,jkl->il", (2, 3, 4), (3, 4, 2)),
    ("summed before the product", "ij,k->ik", (2, 3), (4,)),
    ("an ellipsis", "...ij,...jk->...ik", (2, 3, 4), (2, 4, 2)),
    ("an ellipsis that broadcasts", "...ij,...jk->...ik", (5, 1, 2, 3), (4, 3, 2)),
    ("an ellipsis for no axis", "...i,...i->...", (3,), (3,)),
    ("an ellipsis without an arrow", "i...,i", (3, 2), (3,)),
    ("an ellipsis in front of a diagonal", "...ii->...i", (2, 3, 3)),
    ("an ellipsis behind", "i...->...i", (2, 3, 4)),
    ("three operands", "ij,jk,kl->il", (2, 3), (3, 4), (4, 2)),
    ("four operands", "ab,bc,cd,de->ae", (2, 6), (6, 3), (3, 5), (5, 2)),
    ("a bilinear form", "bi,oij,bj->bo", (2, 3), (4, 3, 5), (2, 5)),
    ("one axis in three operands", "i,i,i->i", (4,), (4,), (4,)),
    ("a number among the operands", ",ij->ij", (), (2, 3)),
    ("no axes at all", ",->", (), ()),
    ("spaces", " i j , j k -> i k ", (2, 3), (3, 2)),
    ("sums of nothing", "ij,jk->ik", (2, 0), (0, 3)),
    ("nothing", "ij,jk->ik", (0, 2), (2, 3)),
    ("axes of one", "ij,ij->ij", (1, 3), (2, 1)),
    ("attention", "bhqd,bhkd->bhqk", (2, 2, 3, 4), (2, 2, 5, 4)),
]:
    suite(name, operands=of(*shapes), equation=equation)
suite("of two dtypes", operands=[numbers((2, 3), "int32"), numbers((3,), "float32", 1)], equation="ij,j->i")
suite.fails("a sign that is no label", "value", "equation", ["i1"], operands=of((2, 3)), equation="i1->i")
suite.fails("two dots", "value", "equation", [], operands=of((2, 3)), equation="..i->i")
suite.fails("two ellipses", "value", "equation", [], operands=of((2, 3)), equation="...i...->i")
suite.fails("a label of no operand", "value", "equation", [], operands=of((2, 3)), equation="ij->k")
suite.fails("a label twice in the result", "value", "equation", [], operands=of((2, 3)), equation="ij->ii")
suite.fails("too many operands", "value", "operands", ["2", "1"], operands=of((2, 3), (2, 3)), equation="ij->i")
suite.fails("no operands", "value", "operands", [], operands=[], equation="i->i")
suite.fails("too few labels", "shape", "operands", ["[2, 3]"], operands=of((2, 3)), equation="i->i")
suite.fails("too many labels", "shape", "operands", ["[2, 3]"], operands=of((2, 3)), equation="ijk->i")
suite.fails("sizes that differ", "shape", "operands", ["2", "3"], operands=of((2,), (3,)), equation="i,i->i")
labels = string.ascii_letters[: MOST_AXES + 1]
suite.fails(
    "too many axes",
    "shape",
    None,
    [],
    operands=of((1,) * 20, (1,) * (MOST_AXES - 19)),
    equation=f"{labels[:20]},{labels[20:]}->{labels}",
)
suite.refuses(NUMERIC, lambda t: {"operands": [numbers((2,), t)], "equation": "i->i"}, "operands")


def by_torch(operands, equation):
    return torch.einsum(equation, *operands)


for name, equation, *shapes in [
    ("", "ij,jk->ik", (2, 3), (3, 2)),
    (" of a diagonal,", "ii->i", (3, 3)),
    (" of three operands,", "bi,oij,bj->bo", (2, 3), (2, 3, 2), (2, 2)),
    (" of an ellipsis,", "...ij,j->...i", (2, 2, 3), (3,)),
]:
    gradients(
        suite,
        by_torch,
        lambda t, shapes=shapes, equation=equation: {
            "operands": [numbers(s, t, i) for i, s in enumerate(shapes)],
            "equation": equation,
        },
        f"gradient{name}",
    )
