"""torch.nn.functional.grid_sample at places turned by the angle that Philox's first number names."""

from oracle import Array, Stream, Suite, call, new, var
from oracle.images import by_affine, pixels, warp_cases
from oracle.pytorch import by_torch, gradients, plain, tensor


def rotated(img, degrees, stream, interpolation="nearest", center=None, fill=None):
    low, high = degrees if len(degrees) == 2 else (-degrees[0], degrees[0])
    angle = low + stream.fractions(1)[0] * (high - low)
    return by_affine(img, -angle, [0.0, 0.0], 1.0, [0.0], interpolation, fill, center)


def reference(img, degrees, interpolation="nearest", center=None, fill=None, generator=None):
    return rotated(img, degrees, Stream(0), interpolation, center, fill)


suite = Suite("random_rotation", by_torch(reference), lambda img, **_: img.dtype)
img = pixels((2, 3, 5, 7))
warp_cases(suite, {"degrees": [50.0]})
suite("from one angle to another", img=img, degrees=[20.0, 70.0], interpolation="bilinear")
suite("always the same", img=img, degrees=[-31.0, -31.0])
suite("about another point", img=img, degrees=[60.0], center=[1.5, 4.0], interpolation="bilinear")
suite("null for the point and the generator", img=img, degrees=[60.0], center=None, generator=None)
suite("no images", img=pixels((0, 3, 4, 5)), degrees=[60.0], expect=pixels((0, 3, 4, 5)))
own = suite.script("what it draws")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for _ in range(3):
    found = rotated(tensor(img), [120.0], stream, "bilinear")
    expression = call(suite.subject, img=img, degrees=[120.0], interpolation="bilinear", generator=var("g"))
    own.expect(expression, Array(plain(found), "float32"))
suite.fails("three angles", "value", "degrees", ["3"], img=img, degrees=[1.0, 2.0, 3.0])
suite.fails("a negative angle alone", "value", "degrees", ["-5"], img=img, degrees=[-5.0])
suite.fails("the wrong order", "value", "degrees", ["20"], img=img, degrees=[20.0, 10.0])
suite.fails("a point of one number", "value", "center", ["1"], img=img, degrees=[5.0], center=[1.0])
for mode in ["nearest", "bilinear"]:
    gradients(
        suite,
        reference,
        lambda t, mode=mode: {"img": pixels((2, 3, 4), t), "degrees": [50.0], "interpolation": mode},
        f"gradient, {mode},",
    )
