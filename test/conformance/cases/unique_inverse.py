"""numpy.unique_inverse."""

from oracle.sets import unique

unique("unique_inverse", ["values", "inverse_indices"])
