"""Files as NumPy writes them, npy and npz, whole and broken."""

from __future__ import annotations

import io
import pathlib
import struct
import zipfile
from collections.abc import Callable

import numpy as np

from .arrays import Array, array, numbers

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
DTYPES += ["float16", "float32", "float64"]
#: By name: what the file holds.
ARRAYS: dict[str, Array] = {dtype: numbers((2, 3), dtype) for dtype in DTYPES}
ARRAYS |= {
    "rank_0": array(2.5, "float64"),
    "rank_1": numbers((5,)),
    "rank_8": numbers((1, 2, 1, 2, 1, 1, 2, 1)),
    "empty": numbers((3, 0, 2)),
    "column_major": numbers((2, 3, 4)),
    "big_endian": numbers((2, 3), "float64"),
    "big_endian_columns": numbers((3, 2), "int32"),
    "version_2": numbers((4,), "int16"),
    "version_3": numbers((4,), "uint8"),
}


def native(x: Array) -> np.ndarray:
    return np.asarray(x.values, dtype=x.dtype)


def npy(values: np.ndarray, version: tuple[int, int] | None = None) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, values, version)
    return file.getvalue()


def written(name: str) -> bytes:
    values = native(ARRAYS[name])
    if "big_endian" in name:
        values = values.astype(values.dtype.newbyteorder(">"))
    if "column" in name:
        values = np.asfortranarray(values)
    versions = {"version_2": (2, 0), "version_3": (3, 0)}
    return npy(values, versions.get(name))


def with_header(text: str, data: bytes = b"", version: bytes = b"\1\0") -> bytes:
    """A file with this header, which NumPy would not write."""
    width = "<H" if version[0] == 1 else "<I"
    return b"\x93NUMPY" + version + struct.pack(width, len(text)) + text.encode() + data


HEAD = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n"
TWO = np.array([1, 2], "float32").tobytes()
#: By name: bytes, the error's code, and what its message says.
BROKEN: dict[str, tuple[bytes, str, list[str]]] = {
    "nothing": (b"", "format", ["header"]),
    "another_file": (b"PNG" + bytes(20), "format", ["not an npy file"]),
    "version_4": (with_header(HEAD, TWO, b"\4\0"), "format", ["4.0"]),
    "header_cut_off": (with_header(HEAD)[:30], "format", ["header"]),
    "header_of_4_GiB": (b"\x93NUMPY\2\0\xff\xff\xff\xff" + bytes(100), "format", ["4294967295"]),
    "data_cut_off": (with_header(HEAD, TWO[:-1]), "format", ["7 bytes", "8 bytes"]),
    "more_data": (with_header(HEAD, TWO + b"!"), "format", ["9 bytes", "8 bytes"]),
    "huge_shape": (with_header(HEAD.replace("(2,)", "(4611686018427387904, 4)")), "format", ["counted"]),
    "huge_size": (with_header(HEAD.replace("(2,)", "(99999999999999999999,)")), "format", ["too large"]),
    "negative_size": (with_header(HEAD.replace("2", "-2"), TWO), "format", ["shape"]),
    "no_tuple": (with_header(HEAD.replace("(2,)", "(2)"), TWO), "format", ["tuple"]),
    "no_dict": (with_header("[1, 2]\n"), "format", ["dict"]),
    "no_end": (with_header(HEAD.replace("}", ""), TWO), "format", ["dict"]),
    "code": (with_header("__import__('os').abort()\n"), "format", ["dict"]),
    "unknown_key": (with_header(HEAD.replace("descr", "type"), TWO), "format", ["type"]),
    "key_twice": (with_header("{'descr': '<f4', " + HEAD[1:], TWO), "format", ["twice"]),
    "key_missing": (with_header("{'descr': '<f4', 'shape': (2,)}\n", TWO), "format", ["incomplete"]),
    "no_truth_value": (with_header(HEAD.replace("False", "Maybe"), TWO), "format", ["fortran_order"]),
    "more_header": (with_header(HEAD + "2", TWO), "format", ["follows"]),
    "wrong_bool": (
        with_header("{'descr': '|b1', 'fortran_order': False, 'shape': (2,)}\n", b"\1\2"),
        "format",
        ["0 or 1"],
    ),
    "objects": (npy(np.array([{}], object)), "dtype", ["objects of Python"]),
    "complex": (npy(np.zeros(2, "complex64")), "dtype", ["c8"]),
    "text": (npy(np.array(["ab"])), "dtype", ["U2"]),
    "dates": (npy(np.zeros(2, "datetime64[s]")), "dtype", ["M8"]),
    "records": (npy(np.zeros(2, [("a", "f4")])), "dtype", ["fields"]),
    "too_many_axes": (npy(np.zeros((1,) * 33, "float32")), "shape", ["33 axes", "32"]),
}

NAMED: dict[str, Array] = {
    "weight": numbers((2, 3)),
    "layers.0/bias": numbers((4,), "float64"),
    "größe": numbers((), "int64"),
}


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as out:
        for name, data in members.items():
            out.writestr(zipfile.ZipInfo(name), data, method)
    return file.getvalue()


def by_numpy(save: Callable[..., None], named: dict[str, Array]) -> bytes:
    file = io.BytesIO()
    save(file, **{name: native(x) for name, x in named.items()})
    return file.getvalue()


def archives() -> dict[str, bytes]:
    zeros = {"zeros": numbers((3, 0)), "many": Array(np.zeros((100, 100)), "float32")}
    return {
        "stored": by_numpy(np.savez, NAMED),
        "compressed": by_numpy(np.savez_compressed, NAMED),
        "zeros": by_numpy(np.savez_compressed, zeros),
        "none": by_numpy(np.savez, {}),
        "byte_orders": archive({f"{n}.npy": written(n) for n in ("big_endian", "column_major", "version_2")}),
    }


def broken_archives() -> dict[str, tuple[bytes, str, list[str]]]:
    one = npy(np.arange(6, dtype="float32"))
    whole = archive({"a.npy": one})
    damaged = bytearray(whole)
    damaged[whole.index(one) + len(one) - 1] ^= 1
    deflated = bytearray(archive({"a.npy": one * 9}, zipfile.ZIP_DEFLATED))
    deflated[45:60] = b"\xff" * 15
    twice = archive({"a.npy": one, "b.npy": one}).replace(b"b.npy", b"a.npy")
    encrypted = bytearray(whole)
    encrypted[6] |= 1
    encrypted[whole.index(b"PK\1\2") + 8] |= 1
    directory = whole.index(b"PK\1\2")
    longer = bytearray(whole)
    longer[directory + 20 : directory + 28] = struct.pack("<II", 10**9, 10**9)
    return {
        "nothing": (b"", "format", ["zip"]),
        "an_npy": (one, "format", ["zip"]),
        "cut_off": (whole[:-10], "format", ["zip"]),
        "damaged": (bytes(damaged), "format", ["checksum"]),
        "damaged_deflate": (bytes(deflated), "format", ["a.npy"]),
        "a_name_twice": (twice, "format", ["twice"]),
        "no_array": (archive({"read.me": b"text"}), "format", ["read.me"]),
        "encrypted": (bytes(encrypted), "format", ["encrypted"]),
        "another_method": (archive({"a.npy": one}, zipfile.ZIP_BZIP2), "format", ["12"]),
        "longer_than_the_archive": (bytes(longer), "format", ["1000000000"]),
        "array_cut_off": (archive({"a.npy": one[:-1]}), "format", ["a.npy", "23 bytes"]),
        "objects": (archive({"a.npy": npy(np.array([{}], object))}), "dtype", ["objects of Python"]),
        "too_many_axes": (archive({"a.npy": npy(np.zeros((1,) * 33))}), "shape", ["33 axes"]),
    }


def write(root: pathlib.Path) -> None:
    """Under root/files/numpy/."""
    folder = root / "files" / "numpy"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ARRAYS:
        (folder / f"{name}.npy").write_bytes(written(name))
    for name, (data, _, _) in BROKEN.items():
        (folder / f"broken_{name}.npy").write_bytes(data)
    for name, data in archives().items():
        (folder / f"{name}.npz").write_bytes(data)
    for name, (data, _, _) in broken_archives().items():
        (folder / f"broken_{name}.npz").write_bytes(data)
