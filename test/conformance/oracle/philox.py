"""Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011) and how operators use its words.

The three known answers of Random123 are asserted when this module is loaded.
"""

import itertools
from collections.abc import Iterator

import numpy as np

MASK = 0xFFFFFFFF


def block(counter: list[int], key: list[int]) -> list[int]:
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b & MASK, (a >> 32) ^ c[3] ^ k[1], a & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


assert block([0] * 4, [0] * 2) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
assert block([MASK] * 4, [MASK] * 2) == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]
assert block([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0]) == [
    0xD16CFE09,
    0x94FDCCEB,
    0x5001E420,
    0x24126EA1,
]


class Stream:
    """A generator: each draw takes whole blocks."""

    def __init__(self, seed: int = 0) -> None:
        self.seed, self.block = seed, 0

    def words(self, blocks: int) -> np.ndarray:
        key = [self.seed & MASK, (self.seed >> 32) & MASK]
        found = [block([(self.block + i) & MASK, (self.block + i) >> 32, 0, 0], key) for i in range(blocks)]
        self.block += blocks
        return np.array(found, dtype=np.uint64).reshape(-1)

    def fractions(self, n: int, dtype: str = "float32") -> np.ndarray:
        """Numbers in [0, 1): 24 bits of a word each, or 53 bits of two words in float64."""
        if dtype == "float64":
            w = self.words((n + 1) // 2).reshape(-1, 2)
            return ((w[:, 0] >> 5).astype(np.float64) * 2.0**-27 + (w[:, 1] >> 6).astype(np.float64) * 2.0**-53)[:n]
        return ((self.words((n + 3) // 4) >> 8).astype(np.float64) * 2.0**-24)[:n]

    def sequences(self, n: int) -> list[Iterator[float]]:
        """One for each of n elements: fractions of 53 bits without end, of the element's own block and a third word of
        the counter that rises."""
        first, self.block = self.block, self.block + n
        key = [self.seed & MASK, (self.seed >> 32) & MASK]

        def fractions(number: int) -> Iterator[float]:
            for t in itertools.count():
                w = block([number & MASK, number >> 32, t, 0], key)
                yield (w[0] >> 5) * 2.0**-27 + (w[1] >> 6) * 2.0**-53
                yield (w[2] >> 5) * 2.0**-27 + (w[3] >> 6) * 2.0**-53

        return [fractions(first + i) for i in range(n)]

    def integers(self, n: int, low: int, high: int) -> np.ndarray:
        """Lemire's multiplication of 64-bit words, which are tried again with a third word of the counter."""
        first, self.block = self.block, self.block + (n + 1) // 2
        key = [self.seed & MASK, (self.seed >> 32) & MASK]

        def number(i: int) -> int:
            for t in itertools.count():
                w = block([(first + i // 2) & MASK, (first + i // 2) >> 32, t, 0], key)
                product = (w[i % 2 * 2] | w[i % 2 * 2 + 1] << 32) * (high - low)
                if product % 2**64 >= 2**64 % (high - low):
                    return low + (product >> 64)
            raise AssertionError

        return np.array([number(i) for i in range(n)], dtype=object)

    def normals(self, n: int, dtype: str = "float32") -> np.ndarray:
        """Box and Muller: the cosine and the sine of each pair."""
        pairs = (n + 1) // 2
        u = self.fractions(2 * pairs if dtype == "float64" else (n + 3) // 4 * 4, dtype).reshape(-1, 2)
        first = 1 - u[:, 0] if dtype == "float64" else u[:, 0] + 2.0**-24
        r, angle = np.sqrt(-2 * np.log(first)), 2 * np.pi * u[:, 1]
        return np.stack([r * np.cos(angle), r * np.sin(angle)], 1).reshape(-1)[:n]

    def uniform(self, shape: tuple[int, ...], low: float, high: float, dtype: str = "float32") -> np.ndarray:
        return (low + (high - low) * self.fractions(int(np.prod(shape)), dtype)).reshape(shape)

    def permutation(self, n: int) -> np.ndarray:
        """Fisher and Yates, from the end."""
        w = self.words((n + 1) // 2)
        order = list(range(n))
        for step in range(n - 1):
            i = n - 1 - step
            word = int(w[2 * step]) | int(w[2 * step + 1]) << 32
            j = word * (i + 1) >> 64
            order[i], order[j] = order[j], order[i]
        return np.array(order, dtype=np.int64)
