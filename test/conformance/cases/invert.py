"""1 less each element."""

from oracle.images import coloured

suite = coloured("invert", lambda img: 1 - img, {}, [])
