"""The smallest wrapper that Python allows (wrapper_python.c): what a call costs before anything is done in it."""

import sys

sys.path.insert(0, sys.argv[1])

import wrapper_python
from loop import serve

a, b = wrapper_python.make(), wrapper_python.make()
body = compile("a + b\n" * 100, "additions", "exec")
scope = {"a": a, "b": b}
serve("", lambda: exec(body, scope), 100)  # noqa: S102 - our own text
