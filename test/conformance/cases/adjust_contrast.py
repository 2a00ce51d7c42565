"""A blend with the mean of the grey image, in float64."""

from oracle.images import blend, coloured, grey, pixels


def reference(img, contrast_factor):
    return blend(img, (grey(img) if img.shape[-3] == 3 else img).mean((-3, -2, -1), keepdim=True), contrast_factor)


suite = coloured(
    "adjust_contrast",
    reference,
    {"contrast_factor": 1.25},
    [{"contrast_factor": f} for f in [0.0, 0.5, 9.0]],
    refused=True,
)
suite.fails("a negative factor", "value", "contrast_factor", ["-1"], img=pixels((3, 2, 2)), contrast_factor=-1.0)
