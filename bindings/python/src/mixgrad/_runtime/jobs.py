"""Long work: waited for in short steps, so that Ctrl-C ends it, with its progress on stderr."""

from __future__ import annotations

import sys
from typing import Any, TextIO

from .. import _core

_STEP_MILLISECONDS = 50


def run(function: Any, *arguments: Any, progress: bool = True) -> Any:
    """Runs a long function as a job. Any exception here, Ctrl-C too, cancels it before it leaves."""
    job = _core.start(function, *arguments)
    shown = Progress(sys.stderr if progress else None)
    try:
        while True:
            if not job.wait(_STEP_MILLISECONDS):
                continue
            kind, name, record = job.take()
            if kind == "done":
                break
            shown.show(kind, name, record)
    except BaseException:
        job.cancel()
        _drain(job)
        raise
    finally:
        shown.close()
    return job.result()


def _drain(job: Any) -> None:
    """Waits until a cancelled job has let go of what it holds; its error is of no interest."""
    from .errors import MgError

    kind = ""
    while kind != "done":
        if job.wait(_STEP_MILLISECONDS):
            kind = job.take()[0]
    try:
        job.result()
    except MgError:
        pass


class Progress:
    """Lines made by the engine: one that is overwritten on a terminal, else one for each epoch."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._terminal = stream is not None and stream.isatty()
        self._open = False

    def show(self, kind: str, name: str | None, record: dict[str, Any] | None) -> None:
        text = record.get("text") if record else None
        if self._stream is None or not text:
            return
        if self._terminal:
            self._stream.write(f"\r{text}\x1b[K")
            self._open = True
            if kind == "event":
                self.close()
        elif kind == "event":
            self._stream.write(f"{text}\n")
        self._stream.flush()

    def close(self) -> None:
        """Ends the line that was overwritten."""
        if self._open and self._stream is not None:
            self._stream.write("\n")
            self._stream.flush()
        self._open = False
