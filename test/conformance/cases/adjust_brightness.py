"""Products limited to 0 and 1, in float64."""

from oracle.images import coloured, pixels


def reference(img, brightness_factor):
    return (img * brightness_factor).clamp(0, 1)


suite = coloured(
    "adjust_brightness", reference, {"brightness_factor": 1.25}, [{"brightness_factor": f} for f in [0.0, 0.5, 9.0]]
)
suite.fails("a negative factor", "value", "brightness_factor", ["-1"], img=pixels((3, 2, 2)), brightness_factor=-1.0)
