"""torch.nn.AdaptiveLogSoftmaxWithLoss in float64, with weights of Philox."""

import numpy as np
import torch
from oracle import Array, Stream, Suite, array, call, field, get, key, new, numbers, var
from oracle.pytorch import plain, tensor
from oracle.transformers import uniform

CLASS = "AdaptiveLogSoftmaxWithLoss"
suite = Suite(CLASS)


def drawn(dtype="float32", **given):
    module, stream = torch.nn.AdaptiveLogSoftmaxWithLoss(**given), Stream(0)
    with torch.no_grad():
        for linear in [module.head, *[part for tail in module.tail for part in tail]]:
            for parameter in linear.parameters():
                uniform(stream, parameter, 1 / np.sqrt(linear.in_features), dtype)
    return module


def on(method, **given):
    return call(f"{CLASS}.{method}", self_=var("layer"), **given)


for name, dtype, given in [
    ("two clusters", "float32", {"in_features": 8, "n_classes": 10, "cutoffs": [3, 6], "div_value": 2.0}),
    ("an offset", "float64", {"in_features": 4, "n_classes": 6, "cutoffs": [2], "head_bias": True}),
]:
    script, module = suite.script(name), drawn(dtype, **given)
    of_dtype = {} if dtype == "float32" else {"dtype": dtype}
    script.let("layer", new(CLASS, **given, **of_dtype))
    told = {**given, "cutoffs": [*given["cutoffs"], given["n_classes"]], "div_value": given.get("div_value", 4.0)}
    for property in ("in_features", "n_classes", "cutoffs", "div_value"):
        script.expect(get(f"{CLASS}.{property}", var("layer")), told[property])
    own = call("Module.named_parameters", self_=var("layer"))
    for parameter, value in module.named_parameters():
        script.expect(key(parameter, own), Array(plain(value), dtype))
    x = numbers((6, given["in_features"]), dtype)
    target = Array(np.array([0, given["n_classes"] - 1, 2, 1, 5, 4]), "int64")
    for method in ("forward", "log_prob"):
        script.expect(on(method, x=x), Array(plain(module.log_prob(tensor(x))), dtype))
    script.expect(on("predict_classes", x=x), Array(plain(module.predict(tensor(x))), "int64", "classes"))
    output, loss = module(tensor(x), tensor(target))
    script.let("found", on("forward_with_loss", x=x, target=target))
    script.expect(field("output", var("found")), Array(plain(output), dtype))
    script.expect(field("loss", var("found")), Array(plain(loss), dtype))
    script.do(call("backward", x=field("loss", var("found"))))
    loss.backward()
    for parameter, value in module.named_parameters():
        script.expect(get("Tensor.grad", key(parameter, own)), Array(plain(value.grad), dtype))
    one = Array(x.values[0], dtype)
    script.expect(on("log_prob", x=one), Array(plain(module.log_prob(tensor(x)[:1])[0]), dtype))
    short = numbers((2, 3), dtype)
    for method in ("forward", "log_prob", "predict_classes"):
        script.fails(on(method, x=short), "shape", "x", ["[2, 3]"])
    script.fails(on("forward_with_loss", x=short, target=array([0, 1], "int64")), "shape", "x", ["[2, 3]"])
    other = array([given["n_classes"]] * 6, "int64")
    script.fails(on("forward_with_loss", x=x, target=other), "index", "target", operator="any")
sizes = {"in_features": 8, "n_classes": 10, "cutoffs": [3, 6]}
wrong = suite.script("numbers that are not accepted")
for name, value, mention in [
    ("in_features", 0, "0"),
    ("n_classes", 1, "1"),
    ("cutoffs", [3, 3], "3"),
    ("cutoffs", [10], "10"),
    ("cutoffs", [], "empty"),
    ("div_value", 9.0, "9"),
    ("div_value", 0.0, "0"),
]:
    wrong.fails(new(CLASS, **{**sizes, name: value}), "value", name, [mention])
