"""Products by a loop over the segments."""

from oracle.scatter import segment_suite

segment_suite("prod", lambda t: 1, lambda x: x.dtype)
