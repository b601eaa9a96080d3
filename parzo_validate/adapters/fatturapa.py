"""A FatturaPA file as plain mappings, for its table: what XML says by position is said by name.

The parser refuses document types and entities, so that no file can make it expand or fetch anything.
"""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.json_text import LONGEST_DOCUMENT, MAX_DEPTH
from parzo_validate.invoice.reasons import Reason
from parzo_validate.invoice.values import printable

_REPEATED = frozenset(
    (
        *("FatturaElettronicaBody", "DatiOrdineAcquisto", "DatiRitenuta", "ScontoMaggiorazione"),
        *("DatiBeniServizi", "DettaglioLinee", "DatiRiepilogo", "DatiPagamento", "DettaglioPagamento"),
    )
)
"""What may stand several times in a file and is asked for: always a list, however many there are."""

_HEADER, _BODY = "FatturaElettronicaHeader", "FatturaElettronicaBody"
"""What a file holds: one header, a body for each invoice."""

_ROOTS = frozenset(("FatturaElettronica", "FatturaElettronicaSemplificata"))
_SIGNATURES = (b"MII", b"MIA", b"-----BEGIN ")
"""How a signature begins that was written as text, by what comes first in it: its length, short or open."""

_NO_INVOICE = Reason(
    "not_fatturapa",
    "expected a FatturaPA file, FatturaElettronica with header and body, got other XML",
    "atteso un file FatturaPA, FatturaElettronica con testata e corpo, trovato altro XML",
)

_SIGNED = Reason(
    "signed",
    "expected XML, got a signed file (.p7m); take the XML out first, as openssl cms -verify -noverify -inform DER does",
    "atteso XML, trovato un file firmato (.p7m); estrarre l'XML, come fa openssl cms -verify -noverify -inform DER",
)


def is_xml(raw: bytes | str) -> bool:
    """Return whether a text begins as XML does, whatever its encoding.

    >>> is_xml(b"<?xml version='1.0'?><p/>"), is_xml('{"a": "<p/>"}'), is_xml("<p/>".encode("utf-16"))
    (True, False, True)
    """
    start = raw[:64].encode("utf-8", "replace") if isinstance(raw, str) else raw[:64]
    return start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n").startswith(b"<")


def is_signed(raw: bytes | str) -> bool:
    r"""Return whether this is a file in its signature, ``.p7m``, in which the XML stands: as bytes, or as text.

    >>> is_signed(b"0\x82\x01\x0c..."), is_signed(b"0.5"), is_signed("MIIHhjCCBm6g...")
    (True, False, True)
    """
    start = raw[:64].encode("utf-8", "replace") if isinstance(raw, str) else raw[:64]
    is_binary = isinstance(raw, bytes) and start[:1] == b"0" and start[1:2] >= b"\x80"
    return is_binary or start.lstrip().startswith(_SIGNATURES)


def read_fatturapa(raw: bytes | str) -> dict[str, Any]:
    """Return ``documents``: each invoice of a file with the header that they share.

    Raises:
        InvalidInput: it is no XML, or none that may be read: with entities, too long, too deep; or no FatturaPA.

    >>> read_fatturapa("<F><FatturaElettronicaHeader/><FatturaElettronicaBody><A>1</A></FatturaElettronicaBody></F>")
    {'documents': [{'A': '1'}]}
    """
    if is_signed(raw):
        raise InvalidInput(_SIGNED)
    if len(raw) > LONGEST_DOCUMENT:
        raise InvalidInput(
            Reason(
                "too_long",
                f"expected at most {LONGEST_DOCUMENT} bytes, got more; is this one document?",
                f"attesi al più {LONGEST_DOCUMENT} byte, trovati di più; è un solo documento?",
            )
        )
    try:
        root = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException:
        raise InvalidInput(
            Reason(
                "unsafe_xml",
                "expected XML without a document type or entities, got some; no FatturaPA has any",
                "atteso XML senza DOCTYPE né entità, trovati; una FatturaPA non ne ha",
            )
        ) from None
    except (ParseError, LookupError, ValueError) as error:  # an unknown encoding, one of several bytes
        problem = printable(str(error))
        raise InvalidInput(Reason("not_xml", f"invalid XML: {problem}", f"XML non valido: {problem}")) from None
    content = _content(root)
    if not isinstance(content, dict):
        raise InvalidInput(_NO_INVOICE)
    return documents_of(content)


def invoice_in(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what ``FatturaElettronica`` holds, where a mapping is that or holds it alone, as converters of XML write.

    >>> invoice_in({"p:FatturaElettronica": {"FatturaElettronicaHeader": {}}}), invoice_in({"a": {}})
    ({'FatturaElettronicaHeader': {}}, None)
    """
    if _HEADER in document:
        return document
    for name, inside in document.items() if len(document) == 1 else ():
        if isinstance(name, str) and name.rpartition(":")[2] in _ROOTS and isinstance(inside, Mapping):
            return inside
    return None


def documents_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``documents`` of what ``FatturaElettronica`` holds.

    Raises:
        InvalidInput: it holds no header or no body.
    """
    header, bodies = content.get(_HEADER), _with_lists(content.get(_BODY))
    bodies = [bodies] if isinstance(bodies, dict) else bodies
    if header is None or not bodies or not isinstance(bodies, list):
        raise InvalidInput(_NO_INVOICE)
    shared = header if isinstance(header, dict) else {}
    return {"documents": [{**shared, **body} for body in bodies if isinstance(body, dict)]}


def _with_lists(content: Any, depth: int = 0) -> Any:
    """Return the content with a list wherever something may stand several times."""
    if depth > MAX_DEPTH:
        raise InvalidInput(_NO_INVOICE)
    if isinstance(content, list):
        return [_with_lists(one, depth + 1) for one in content]
    if not isinstance(content, Mapping):
        return content
    several = {name: _with_lists(inside, depth + 1) for name, inside in content.items()}
    return {
        name: [inside] if name in _REPEATED and not isinstance(inside, list) else inside
        for name, inside in several.items()
    }


def _content(element: Element, depth: int = 0) -> Any:
    """Return an element as its text, or as a mapping of those in it by their names without a namespace.

    What stands several times is a list, of what may; otherwise the first.
    """
    if depth > MAX_DEPTH:
        raise InvalidInput(_NO_INVOICE)
    if not len(element):
        return (element.text or "").strip()
    content: dict[str, list[Any]] = {}
    for child in element:
        content.setdefault(child.tag.rpartition("}")[2], []).append(_content(child, depth + 1))
    return {name: several if name in _REPEATED else several[0] for name, several in content.items()}
