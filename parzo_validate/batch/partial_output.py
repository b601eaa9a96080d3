"""A file that is complete or not there: written under a temporary name, which says what it was made from.

``flags.jsonl`` grows as ``flags.jsonl.RULESET.INPUTS.part``, so that a run that was interrupted, however it was, can be
continued, but never with other rules or on other inputs.
"""

import io
import json
import os
from collections.abc import Generator
from contextlib import suppress
from glob import escape
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from parzo_validate.batch.outcome import Outcome
from parzo_validate.batch.sources import files, state_of
from parzo_validate.batch.writing import shown
from parzo_validate.errors import ParzoValidateError

_SUFFIX = ".part"

_SOON = 1 << 24
"""Bytes after which the disk is told to begin, so that the end waits for a few: 2 % of a million documents' time."""


class UnusableOutput(ParzoValidateError, ValueError):
    """The output cannot be written, or an interrupted run is in the way; the message says what to do."""


def fingerprint_of(inputs: list[Path], *, lines: bool, adapted_by: str = "") -> str:
    """Return a fingerprint of the inputs, by the name, size and time of every file, in order; none is read.

    How they are adapted, if they are, belongs to it: else a run would go on with other documents.
    """
    digest = sha256((b"lines" if lines else b"") + adapted_by.encode())
    for file in (file for path in inputs for file in files(path)):
        state = state_of(file)
        described = f"{file}\0{state and (state.st_size, state.st_mtime_ns)}\0"
        digest.update(described.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:12]


class PartialOutput:
    """A file under way; a context manager, at whose end what was written is complete to a line.

    Args:
        output: the name that it gets in the end.
        ruleset: what judges, as reports carry it.
        inputs: their fingerprint.
        resume: continue where an interrupted run stopped; otherwise one that is in the way is an error.

    Raises:
        UnusableOutput: it cannot be written; the message says what to do.
    """

    def __init__(self, output: Path, *, ruleset: str, inputs: str, resume: bool) -> None:
        self.output = output
        self.path = output.with_name(f"{output.name}.{ruleset}.{inputs}{_SUFFIX}")
        for other in sorted(output.parent.glob(f"{escape(output.name)}.*{_SUFFIX}")):
            self._admit(other, ruleset, inputs, resume=resume)
        if os.path.isdir(output):
            raise UnusableOutput(f"{shown(output)} is a folder; name the file to write")
        if os.path.exists(output) and not os.path.isfile(output):
            raise UnusableOutput(f"{shown(output)} is a device or a pipe; name the file to write")
        try:
            self._file = _locked(io.FileIO(self.path, "r+" if self.path.exists() else "x+"))
        except OSError as error:
            raise _refused(self.path, error) from None
        self._complete: int | None = None

    def _admit(self, other: Path, ruleset: str, inputs: str, *, resume: bool) -> None:
        """Refuse what an interrupted run has left, unless it is to be continued and can be."""
        _refuse_running(other)
        delete = f"delete {shown(other)} to start over"
        if not resume:
            raise UnusableOutput(f"an earlier run was interrupted; continue it with --resume, or {delete}")
        its_ruleset, _, its_inputs = other.name[len(self.output.name) + 1 : -len(_SUFFIX)].rpartition(".")
        if its_ruleset != ruleset:
            raise UnusableOutput(f"the interrupted run judged by ruleset {its_ruleset}, this is {ruleset}; {delete}")
        if its_inputs != inputs:
            raise UnusableOutput(f"the inputs are not those of the interrupted run, or they have changed; {delete}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._complete is not None and not self._file.closed:
            self._file.truncate(self._complete)
        self._file.close()

    def lines(self) -> Generator[dict[str, Any], None, None]:
        """Yield the lines that an interrupted run has completed; then more can be written."""
        complete, reader = 0, io.BufferedReader(self._file)
        try:
            for line in reader:
                answer = _read(line)
                if answer is None:
                    break
                yield answer
                complete += len(line)
        finally:
            reader.detach()
        self._file.seek(complete)
        self._file.truncate()
        self._complete = complete

    def write(self, lines: bytes) -> None:
        """Add whole lines.

        Raises:
            UnusableOutput: the disk is full, for example, and everything before is kept; or the file is gone.
        """
        self._refuse_gone()
        rest = memoryview(lines)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise self._unfinished(error) from None
        before, self._complete = self._complete or 0, self._file.tell()
        if before // _SOON < self._complete // _SOON:
            with suppress(AttributeError, OSError):  # of a system, or a disk, that cannot be told
                os.posix_fadvise(self._file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def finish(self) -> None:
        """Give the file its name, once it is on the disk, so that no crash leaves less under that name.

        Raises:
            UnusableOutput: it is gone, or cannot be given that name.
        """
        self._refuse_gone()
        try:
            os.fsync(self._file.fileno())
            self._file.close()  # first, since Windows renames no open file
            os.replace(self.path, self.output)
        except OSError as error:
            raise self._unfinished(error) from None

    def _refuse_gone(self) -> None:
        """Stop when another file, or none, stands where this one was written: nobody would find what is written."""
        try:
            stands = os.path.samestat(os.stat(self.path), os.fstat(self._file.fileno()))
        except OSError:
            stands = False
        if not stands:
            raise UnusableOutput(f"{shown(self.path)} was deleted or moved while this run wrote it; run it again")

    def _unfinished(self, error: OSError) -> UnusableOutput:
        return UnusableOutput(f"cannot write {shown(self.path)}: {error.strerror}; continue with --resume")


def _read(line: bytes) -> dict[str, Any] | None:
    """Return a line as JSON; ``None`` when it is no whole outcome: after a loss of power a file may hold anything."""
    try:
        answer: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
        Outcome.from_dict(answer)
        whole = isinstance(answer["source"], str) and isinstance(answer.get("verdict", ""), str)
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError):
        return None
    return answer if whole else None


def _refuse_running(path: Path) -> None:
    """Refuse a file that another run still writes; what an ended run has left is nobody's."""
    try:
        with io.FileIO(path, "r+") as file:
            _locked(file)
    except FileNotFoundError:
        return  # it was finished meanwhile
    except OSError as error:
        raise _refused(path, error) from None


def _refused(path: Path, error: OSError) -> UnusableOutput:
    if isinstance(error, BlockingIOError):
        return UnusableOutput(f"another run is still writing {shown(path)}; wait for it, or stop it")
    return UnusableOutput(f"cannot write {shown(path)}: {error.strerror}")


def _locked(file: io.FileIO) -> io.FileIO:
    """Keep a second run from writing the same file; the lock goes with the process."""
    with suppress(ImportError):  # of Windows, which has no such locks
        import fcntl

        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise
    return file
