"""The part of the package that is written by hand."""
