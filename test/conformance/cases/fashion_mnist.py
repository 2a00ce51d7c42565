"""Files that generate.py makes in the form of the real ones, with few images."""

import numpy as np
from oracle import Array, Suite, call, field, record, var
from oracle.files import IMAGES, LABELS, folder

suite = Suite("fashion_mnist")
script = suite.script("a folder with the four files")
script.let("splits", call("fashion_mnist", root=folder("fashion")))
script.expect(call("Dataset.length", self_=field("train", var("splits"))), 6)
script.expect(call("Dataset.length", self_=field("test", var("splits"))), 4)
script.let("batch", call("ImageDataset.batch", self_=field("test", var("splits")), indices=[3, 0]))
script.expect(field("images", var("batch")), Array(IMAGES[[9, 6], None] / 255, "float32"))
script.expect(field("labels", var("batch")), Array(LABELS[[9, 6]], "int64", "indices"))
normal = suite.script("normalized images")
normal.let("splits", call("fashion_mnist", root=folder("fashion"), normalize=record(mean=0.5, std=0.25)))
pixels = IMAGES[[0], None].astype("float32") / np.float32(255)
normal.let("batch", call("ImageDataset.batch", self_=field("train", var("splits")), indices=[0]))
normal.expect(
    field("images", var("batch")), Array((pixels - np.float32(0.5)) / np.float32(0.25), "float32"), exact=True
)
normal.let("batch", call("ImageDataset.batch", self_=field("test", var("splits")), indices=[3]))
pixels = IMAGES[[9], None].astype("float32") / np.float32(255)
normal.expect(
    field("images", var("batch")), Array((pixels - np.float32(0.5)) / np.float32(0.25), "float32"), exact=True
)
normal.fails(call("fashion_mnist", root=folder("fashion"), normalize=record(mean=0.5, std=0.0)), "value", "normalize")
real = suite.script("the folder of Debian's package, if no root is said")
real.let("splits", call("fashion_mnist"))
real.expect(call("Dataset.length", self_=field("train", var("splits"))), 60000)
broken = suite.script("a broken file")
broken.fails(call("fashion_mnist", root=folder("broken")), "format", None, ["train-images"])
suite.caused_elsewhere(
    "not_found",
    "core/data/image_dataset_test.cc: TakesFilesFromRootThenFromTheNamedFolder",
    "the folder of Debian's package has the files wherever the tests run",
)
suite.caused_elsewhere(
    "io",
    "core/data/image_dataset_test.cc: RefusesFilesThatDoNotBelongTogether",
    "files that are not there are looked for elsewhere; one has to go, or be forbidden, in between",
)
