"""numpy.unique_all."""

from oracle.sets import unique

unique("unique_all", ["values", "indices", "inverse_indices", "counts"])
