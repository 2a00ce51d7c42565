"""torch.nn.functional.grid_sample at places of the map that Philox's first six numbers name."""

from oracle import Array, Stream, Suite, call, new, var
from oracle.images import by_affine, pixels, warp_cases
from oracle.pytorch import by_torch, gradients, plain, tensor


def moved(
    img, degrees, stream, translate=None, scale=None, shear=None, interpolation="nearest", fill=None, center=None
):
    u = stream.fractions(6)

    def between(i, ends):
        low, high = ends if len(ends) == 2 else (-ends[0], ends[0])
        return low + u[i] * (high - low)

    shift, lean = [0.0, 0.0], [0.0, 0.0]
    if translate is not None:
        reach = [part * size for part, size in zip(translate, [img.shape[-1], img.shape[-2]])]
        shift = [float(round(between(1 + i, [reach[i]]))) for i in (0, 1)]
    if shear is not None:
        lean = [between(4, shear[:2]), between(5, shear[2:]) if len(shear) == 4 else 0.0]
    size = 1.0 if scale is None else between(3, scale)
    return by_affine(img, between(0, degrees), shift, size, lean, interpolation, fill, center)


def reference(img, degrees, generator=None, **given):
    return moved(img, degrees, Stream(0), **given)


suite = Suite("random_affine", by_torch(reference), lambda img, **_: img.dtype)
img = pixels((2, 3, 5, 7))
all_of_it = {"degrees": [20.0, 70.0], "translate": [0.4, 0.25], "scale": [0.75, 1.5], "shear": [-10.0, 20.0, 5.0, 15.0]}
warp_cases(suite, {"degrees": [50.0]})
suite("all of it", img=img, **all_of_it, interpolation="bilinear")
suite("translate", img=img, degrees=[0.0], translate=[0.75, 1.0])
suite("scale", img=img, degrees=[0.0], scale=[0.5, 2.0], interpolation="bilinear")
for shear in [[30.0], [10.0, 30.0], [10.0, 30.0, -40.0, -20.0]]:
    suite(f"shear {shear}", img=img, degrees=[0.0], shear=shear, interpolation="bilinear")
suite("about another point", img=img, **all_of_it, center=[1.5, 4.0], interpolation="bilinear")
left = {"translate": None, "scale": None, "shear": None, "center": None, "generator": None}
suite("null for what may be left out", img=img, degrees=[60.0], **left)
suite("no images", img=pixels((0, 3, 4, 5)), **all_of_it, expect=pixels((0, 3, 4, 5)))
own = suite.script("what it draws")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for _ in range(3):
    found = moved(tensor(img), **all_of_it, stream=stream, interpolation="bilinear")
    expression = call(suite.subject, img=img, **all_of_it, interpolation="bilinear", generator=var("g"))
    own.expect(expression, Array(plain(found), "float32"))
for name, wrong in {
    "degrees": [[], [-5.0], [20.0, 10.0]],
    "translate": [[0.5], [1.5, 0.0], [0.0, -0.5]],
    "scale": [[1.0], [0.0, 1.0], [2.0, 1.0]],
    "shear": [[1.0, 2.0, 3.0], [-5.0], [2.0, 1.0], [0.0, 1.0, 2.0, 1.0]],
}.items():
    for value in wrong:
        suite.fails(f"{name} {value}", "value", name, [], img=img, **{"degrees": [5.0], name: value})
suite.fails("a point of one number", "value", "center", ["1"], img=img, degrees=[5.0], center=[1.0])
gradients(suite, reference, lambda t: {"img": pixels((2, 3, 4), t), "degrees": [50.0]})
