"""Multiples of one part of a power of 2."""

from oracle.images import coloured, pixels


def reference(img, bits):
    levels = 1 << bits
    return (img * levels).floor().clamp(0, levels - 1) / levels


suite = coloured("posterize", reference, {"bits": 3}, [{"bits": b} for b in [0, 1, 8]], exact=True)
suite.fails("more bits", "value", "bits", ["9"], img=pixels((3, 2, 2)), bits=9)
suite.fails("fewer bits", "value", "bits", ["-1"], img=pixels((3, 2, 2)), bits=-1)
