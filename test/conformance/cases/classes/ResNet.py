"""ResNet of torch.nn's layers in float64, with weights of Philox."""

from oracle import Suite, new
from oracle.models import ResNet, compared, sized

suite = Suite("ResNet")
small = {"width": 2, "num_classes": 5}
learns = ("conv1.weight", "layer2.0.downsample.0.weight", "layer4.1.conv2.weight", "bn1.bias")
net = ResNet(18, **small)
compared(suite, "18 layers", net, {"depth": 18, **small}, {"in_channels": 3}, (2, 3, 32, 32), learns)
given = {"width": 3, "num_classes": 4, "in_channels": 1}
compared(suite, "34 layers", ResNet(34, **given), {"depth": 34, **given}, {}, (1, 1, 40, 32))
compared(suite, "50 layers", ResNet(50, **small), {"depth": 50, **small}, {}, (1, 3, 32, 40), ("bn1.weight",))
for depth in (101, 152):
    given = {"depth": depth, **small}
    sized(suite, f"{depth} layers", ResNet(**given), {**given, "dtype": "float32"}, (2, 3, 64, 64))
sized(suite, "18 layers in their full width", ResNet(18), {"depth": 18}, (1, 3, 224, 224))
wrong = suite.script("what there is not")
wrong.fails(new("ResNet", depth=20), "value", "depth", ["20", "101"])
wrong.fails(new("ResNet", depth=18, width=0), "value", "width", ["0"])
