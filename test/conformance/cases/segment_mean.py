"""Means by a loop over the segments."""

from oracle.families import floating
from oracle.scatter import segment_suite

segment_suite("mean", lambda t: 0, floating)
