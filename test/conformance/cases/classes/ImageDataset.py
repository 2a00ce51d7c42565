"""Images and class numbers of IDX files that generate.py makes."""

import numpy as np
from oracle import Array, Suite, call, field, get, new, record, var
from oracle.files import IMAGES, LABELS, folder

suite = Suite("ImageDataset")
NAMES = [f"class {i}" for i in range(10)]
path = lambda name: folder(f"fashion/{name}")
make = lambda images="train-images-idx3-ubyte", labels="train-labels-idx1-ubyte.gz", classes=NAMES, **options: new(
    "ImageDataset", images=path(images), labels=path(labels), classes=classes, **options
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
pixels = IMAGES[[5, 0], None].astype("float32") / np.float32(255)
normal = suite.script("normalized images")
normal.let("data", make(normalize=record(mean=0.3, std=0.7)))
normal.let("batch", on("ImageDataset.batch", indices=[5, 0]))
normal.expect(field("images", var("batch")), Array((pixels - np.float32(0.3)) / np.float32(0.7), "float32"), exact=True)
normal.let("data", make(normalize=record(mean=-1, std=2)))  # whole numbers are accepted
normal.let("batch", on("ImageDataset.batch", indices=[5, 0]))
normal.expect(field("images", var("batch")), Array((pixels + 1) / np.float32(2), "float32"), exact=True)
normal.let("data", make(normalize=None))
normal.let("batch", on("ImageDataset.batch", indices=[5, 0]))
normal.expect(field("images", var("batch")), Array(pixels, "float32"), exact=True)
normal.fails(make(normalize=record(mean=0.5, std=0.0)), "value", "normalize", ["std"])
normal.fails(make(normalize=record(mean=0.5, std=-1.0)), "value", "normalize", ["std", "-1"])
normal.fails(make(normalize=record(mean=float("nan"), std=1.0)), "value", "normalize", ["mean"])
fields = suite.script("other fields", typed=False)
fields.fails(make(normalize=record(mean=0.5)), "type", "normalize", ["std"])
fields.fails(make(normalize=record(mean=0.5, std=1.0, gamma=2.0)), "type", "normalize", ["gamma", "mean, std"])
fields.fails(make(normalize=record(mean="half", std=1.0)), "type", "normalize", ["mean", "string"])
fields.fails(make(normalize=0.5), "type", "normalize", ["mean, std"])
