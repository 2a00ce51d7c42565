"""Powers limited to 0 and 1, in float64."""

from oracle.images import coloured, pixels


def reference(img, gamma, gain=1.0):
    return (gain * img**gamma).clamp(0, 1)


suite = coloured(
    "adjust_gamma", reference, {"gamma": 2.0}, [{"gamma": 0.5}, {"gamma": 0.0}, {"gamma": 3.0, "gain": 2.0}]
)
suite.fails("a negative power", "value", "gamma", ["-1"], img=pixels((3, 2, 2)), gamma=-1.0)
