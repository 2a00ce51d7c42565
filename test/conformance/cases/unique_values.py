"""numpy.unique_values: the values alone."""

from oracle.sets import unique

unique("unique_values", [])
