"""numpy.unique_counts."""

from oracle.sets import unique

unique("unique_counts", ["values", "counts"])
