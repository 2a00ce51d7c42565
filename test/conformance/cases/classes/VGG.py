"""VGG of torch.nn's layers in float64, with weights of Philox."""

from oracle import Suite, new
from oracle.models import VGG, compared, sized

suite = Suite("VGG")
small = {"width": 2, "hidden_features": 8, "num_classes": 5}
told = {"batch_norm": False, "dropout": 0.5, "in_channels": 3}
compared(suite, "11 layers", VGG(11, **small), {"depth": 11, **small}, told, (1, 3, 32, 32), ("features.0.weight",))
given = {**small, "batch_norm": True, "dropout": 0.25, "in_channels": 1}
compared(suite, "normalised", VGG(13, **given), {"depth": 13, **given}, {}, (1, 1, 48, 32), ("features.1.weight",))
for depth in (16, 19):
    given = {"depth": depth, **small, "batch_norm": depth == 19}
    sized(suite, f"{depth} layers", VGG(**given), {**given, "dtype": "float32"}, (2, 3, 64, 64))
few = {"hidden_features": 8, "num_classes": 5}
sized(suite, "channels as published", VGG(11, **few), {"depth": 11, **few}, (1, 3, 32, 32))
sized(suite, "classes as published", VGG(11, width=1), {"depth": 11, "width": 1}, (1, 3, 32, 32))
wrong = suite.script("what there is not")
wrong.fails(new("VGG", depth=12), "value", "depth", ["12", "16"])
wrong.fails(new("VGG", depth=11, width=0), "value", "width", ["0"])
