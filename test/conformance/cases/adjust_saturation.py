"""A blend with the grey image, in float64."""

from oracle.images import blend, coloured, grey, pixels


def reference(img, saturation_factor):
    return img if img.shape[-3] == 1 else blend(img, grey(img), saturation_factor)


suite = coloured(
    "adjust_saturation",
    reference,
    {"saturation_factor": 1.25},
    [{"saturation_factor": f} for f in [0.0, 0.5, 9.0]],
    refused=True,
)
suite.fails("a negative factor", "value", "saturation_factor", ["-1"], img=pixels((3, 2, 2)), saturation_factor=-1.0)
