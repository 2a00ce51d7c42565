"""Small data files for conformance: images and labels in IDX, in the form of Fashion-MNIST, whole and broken."""

from __future__ import annotations

import gzip
import json
import pathlib
import struct

import numpy as np

from . import numpy_files

IMAGES = (np.arange(10 * 3 * 4).reshape(10, 3, 4) * 37 % 256).astype(np.uint8)
LABELS = np.array([9, 0, 3, 1, 2, 7, 5, 0, 9, 4], np.uint8)


def folder(name: str) -> dict[str, str]:
    """A path below build/conformance/files/."""
    return {"path": f"files/{name}"}


def idx(values: np.ndarray) -> bytes:
    return (
        struct.pack(">BBBB", 0, 0, 8, values.ndim) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()
    )


def later(**metadata: str) -> bytes:
    """A safetensors file without tensors, in a form of mixgrad that is not there yet."""
    head = json.dumps({"__metadata__": metadata}).encode()
    return struct.pack("<Q", len(head)) + head


def safetensors(tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> bytes:
    """By the format's specification; the widest elements lie first, and the header is filled up to eight bytes."""
    names = {"float32": "F32", "float64": "F64", "int64": "I64", "int32": "I32"}
    lying = sorted(tensors, key=lambda name: -tensors[name].itemsize)
    ends = np.cumsum([tensors[name].nbytes for name in lying]).tolist()
    places = {name: [end - tensors[name].nbytes, end] for name, end in zip(lying, ends)}
    header: dict[str, object] = {"__metadata__": metadata}
    for name, values in tensors.items():
        header[name] = {
            "dtype": names[str(values.dtype)],
            "shape": list(values.shape),
            "data_offsets": places[name],
        }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(tensors[name].tobytes() for name in lying)


def write(root: pathlib.Path) -> None:
    """Under root/files/: `fashion`, half of it in gzip, `broken`, whose first file ends too soon, and files of later versions."""
    parts = {
        "train-images-idx3-ubyte": IMAGES[:6],
        "train-labels-idx1-ubyte": LABELS[:6],
        "t10k-images-idx3-ubyte": IMAGES[6:],
        "t10k-labels-idx1-ubyte": LABELS[6:],
    }
    for name in ("fashion", "broken"):
        (root / "files" / name).mkdir(parents=True, exist_ok=True)
        for i, (file, values) in enumerate(parts.items()):
            data = idx(values)
            if name == "broken" and i == 0:
                data = data[:-5]
            if i % 2:
                (root / "files" / name / f"{file}.gz").write_bytes(gzip.compress(data, mtime=0))
            else:
                (root / "files" / name / file).write_bytes(data)
    graph = later(format="mixgrad graph", format_version="99", graph="{}")
    (root / "files" / "later_graph.safetensors").write_bytes(graph)
    trainer = later(format="mixgrad.trainer", version="99", trainer="{}", history="[]")
    (root / "files" / "later_trainer.safetensors").write_bytes(trainer)
    numpy_files.write(root)
