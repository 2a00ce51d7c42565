"""Losses: their input and target are stretched to one shape first, as PyTorch does."""

from __future__ import annotations

from typing import Any

from .registry import F, is_tensor, maps, promoted

PAIRS = """binary_cross_entropy binary_cross_entropy_with_logits huber_loss kl_div l1_loss mse_loss
smooth_l1_loss soft_margin_loss hinge_embedding_loss poisson_nll_loss multilabel_soft_margin_loss"""


def _loss(name: str) -> None:
    @maps(f"nn.functional.{name}")
    def call(x: Any, target: Any, **options: Any) -> Any:
        x, target = F.broadcast_arrays([x, target])
        given = {key: value for key, value in options.items() if value is not None}
        if is_tensor(given.get("weight")) and name.startswith("binary"):
            given["weight"] = F.broadcast_to(given["weight"], x.shape)
        return getattr(F, name)(x, target, **given)


for _name in PAIRS.split():
    _loss(_name)


@maps("nn.functional.gaussian_nll_loss")
def gaussian_nll_loss(x: Any, target: Any, var: Any, **options: Any) -> Any:
    return F.gaussian_nll_loss(x, target, var, **options)


@maps("nn.functional.margin_ranking_loss")
def margin_ranking_loss(x1: Any, x2: Any, target: Any, **options: Any) -> Any:
    return F.margin_ranking_loss(x1, x2, target, **options)


@maps("nn.functional.cosine_embedding_loss")
def cosine_embedding_loss(x1: Any, x2: Any, target: Any, **options: Any) -> Any:
    return F.cosine_embedding_loss(promoted(x1), promoted(x2), target, **options)


@maps("nn.functional.triplet_margin_loss")
def triplet_margin_loss(anchor: Any, positive: Any, negative: Any, **options: Any) -> Any:
    return F.triplet_margin_loss(anchor, positive, negative, **options)


@maps("nn.functional.nll_loss")
def nll_loss(x: Any, target: Any, weight: Any = None, **options: Any) -> Any:
    return F.nll_loss(x, target, weight, **options)


@maps("nn.functional.cross_entropy")
def cross_entropy(x: Any, target: Any, weight: Any = None, **options: Any) -> Any:
    if target.dtype.is_floating:
        return _against_probabilities(x, target, weight, **options)
    if weight is not None:
        return F.nll_loss(F.log_softmax(x, min(1, x.ndim - 1)), target, weight, **options)
    return F.cross_entropy(x, target, **options)


def _against_probabilities(x: Any, target: Any, weight: Any, reduction: str = "mean") -> Any:
    axis = min(1, x.ndim - 1)
    terms = -target * F.log_softmax(x, axis)
    if weight is not None:
        terms = terms * F.reshape(weight, (-1,) + (1,) * (x.ndim - axis - 1))
    losses = F.sum(terms, axis)
    return losses if reduction == "none" else F.mean(losses) if reduction == "mean" else F.sum(losses)


@maps("nn.functional.multi_margin_loss")
def multi_margin_loss(x: Any, target: Any, **options: Any) -> Any:
    return _of_row(F.multi_margin_loss, x, target, (), **options)


@maps("nn.functional.multilabel_margin_loss")
def multilabel_margin_loss(x: Any, target: Any, **options: Any) -> Any:
    return _of_row(F.multilabel_margin_loss, x, target, (1,), **options)


def _of_row(loss: Any, x: Any, target: Any, shape: tuple[int, ...], **options: Any) -> Any:
    """One score alone stands for a row of one class."""
    if x.ndim:
        return loss(x, target, **options)
    return F.reshape(loss(F.reshape(x, (1,)), F.reshape(target, shape), **options), ())
