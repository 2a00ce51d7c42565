"""LeNet-5 of torch.nn's layers in float64, with weights of Philox."""

from oracle import Suite, new
from oracle.models import LeNet, compared

suite = Suite("LeNet")
learns = ("conv1.weight", "conv2.bias", "fc1.bias", "fc3.weight")
told = {"num_classes": 10, "in_channels": 1}
compared(suite, "digits", LeNet(), {}, told, (2, 1, 28, 28), learns)
given = {"num_classes": 3, "in_channels": 2, "dtype": "float32"}
compared(suite, "other classes and channels", LeNet(3, 2), given, {}, (1, 2, 28, 28))
wrong = suite.script("no classes")
wrong.fails(new("LeNet", num_classes=0), "value", "num_classes", ["0"])
