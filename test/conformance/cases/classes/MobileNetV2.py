"""MobileNetV2 of torch.nn's layers in float64, with weights of Philox."""

from oracle import Suite, new
from oracle.models import MobileNetV2, compared, sized

suite = Suite("MobileNetV2")
small = {"width_multiplier": 0.125, "num_classes": 5}
told = {"dropout": 0.2, "in_channels": 3}
learns = ("features.0.0.weight", "features.1.conv.1.weight", "classifier.1.bias")
compared(suite, "an eighth", MobileNetV2(**small), small, told, (1, 3, 32, 40), learns)
sized(suite, "the whole", MobileNetV2(), {}, (1, 3, 224, 224))
given = {"width_multiplier": 1.4, "dropout": 0.5, "num_classes": 3, "in_channels": 1}
sized(suite, "wider", MobileNetV2(**given), {**given, "dtype": "float32"}, (2, 1, 64, 64))
wrong = suite.script("what is out of range")
wrong.fails(new("MobileNetV2", width_multiplier=0.0), "value", "width_multiplier", ["0"])
wrong.fails(new("MobileNetV2", dropout=1.5), "value", "dropout", ["1.5"])
