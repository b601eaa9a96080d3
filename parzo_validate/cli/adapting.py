"""The option ``--from``: documents that are other producers' answers, adapted before they are judged."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from parzo_validate.batch.archive import Adapting
from parzo_validate.batch.sources import Received, files
from parzo_validate.engine.reasons import reason_of
from parzo_validate.errors import InvalidInput

FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="PRODUCER",
        help="Whose answers the documents are: a producer's name, the .toml of a table of your own, or auto. "
        "Needs the extra adapters.",
    ),
]
_XML = (".xml", ".p7m")
"""Of files with XML, also of those in their signature, which are refused with what to do and not passed over."""


def adapting(producer: str | None) -> Adapting | None:
    """Return what is to be done with each document before it is judged, if anything; another process can do it.

    Raises:
        typer.BadParameter: the producer is unknown, its table cannot be used, or the extra is not installed.
    """
    if producer is None:
        return None
    try:
        from parzo_validate.adapters.received import known_producer  # only here: an extra brings what it needs

        known_producer(producer)
    except (ModuleNotFoundError, ValueError) as error:
        raise typer.BadParameter(str(error), param_hint="--from") from None
    return partial(_adapted, producer=producer)


def with_xml(inputs: list[Path], producer: str | None) -> list[Path]:
    """Return the inputs, where documents may be XML with the files of a folder that holds some in its place."""
    if producer is None:
        return inputs
    return [file for path in inputs for file in (_files_with_xml(path) if os.path.isdir(path) else [path])]


def _files_with_xml(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.suffix.lower() in _XML and path.is_file()]
    return sorted({*found, *files(folder)}) if found else [folder]


def identity(producer: str | None) -> str:
    """Return what tells apart how the documents of two runs are adapted: the name, and of a file also what it holds."""
    if producer is None or not producer.endswith(".toml"):
        return producer or ""
    return f"{producer}\0{Path(producer).read_text(encoding='utf-8')}"


def _adapted(document: Received, producer: str) -> Received:
    """Return the document in the documented shape, or with the reason why there is none."""
    from parzo_validate.adapters.received import result_of  # only here: an extra brings what it needs

    if document.reason:
        return document
    try:
        return document._replace(raw=result_of(document.raw, producer))
    except InvalidInput as error:
        return document._replace(reason=reason_of(error))
