"""Images and class numbers of IDX files that generate.py makes."""

from oracle import Array, Suite, call, field, get, new, var
from oracle.files import IMAGES, LABELS, folder

suite = Suite("ImageDataset")
NAMES = [f"class {i}" for i in range(10)]
path = lambda name: folder(f"fashion/{name}")
make = lambda images="train-images-idx3-ubyte", labels="train-labels-idx1-ubyte.gz", classes=NAMES: new(
    "ImageDataset", images=path(images), labels=path(labels), classes=classes
)
script = suite.script("images and classes")
script.let("data", make())
on = lambda name, **given: call(name, self_=var("data"), **given)
script.expect(on("Dataset.length"), 6)
script.expect(get("ImageDataset.classes", var("data")), NAMES)
script.expect(get("ImageDataset.image_shape", var("data")), [1, 3, 4])
script.let("batch", on("ImageDataset.batch", indices=[5, 0]))
script.expect(field("images", var("batch")), Array(IMAGES[[5, 0], None] / 255, "float32"))
script.expect(field("labels", var("batch")), Array(LABELS[[5, 0]], "int64", "indices"))
script.expect(on("ImageDataset.decode", labels=Array([9, 0, 3], "int64")), ["class 9", "class 0", "class 3"])
script.expect(
    on("ImageDataset.decode", labels=field("labels", var("batch"))), [f"class {LABELS[5]}", f"class {LABELS[0]}"]
)
script.fails(on("ImageDataset.decode", labels=Array([10], "int64")), "index", "labels", ["{10}"])
script.fails(on("ImageDataset.batch", indices=[6]), "index", "indices", ["{6}"])
wrong = suite.script("files that do not fit")
wrong.fails(make(images="absent"), "io", None, ["absent"])
wrong.fails(make(labels="train-images-idx3-ubyte"), "format", "labels")
wrong.fails(make(classes=["one"]), "format", "labels", ["9"])
wrong.fails(make(classes=[]), "value", "classes")
