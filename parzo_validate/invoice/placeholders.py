"""Texts that say that nothing stands there: ``-``, ``N/A``, ``non indicato``."""

import re
from collections.abc import Iterable

_SIGNS = ("", *(sign * length for sign in "-\u2013\u2014_.*/?" for length in range(1, 13)), "…", "- -", "/ /", "--.--")
_CODES = ("na", "nd", "np", "nc")
_PHRASES = """
n/a|n.a.|n/d|n.d.|n/p|n.p.|n. a.|n. d.|n.a|n.d|n.p|n/a.|n/d.|#n/a|k.a.|k. a.|k.a|s/n|s.n.|tbd|t.b.d.
null|nil|none|nan|undefined|unknown|missing|empty|blank|absent|unavailable|unspecified
not found|not available|not specified|not provided|not stated|not applicable|not present|not mentioned|not visible
not given|not indicated|not known|not listed|not shown|not set|no data|no value|none found|none provided|none stated
nessuno|nessuna|nondisponibile|assente|mancante|vuoto|vuota|sconosciuto|sconosciuta|ignoto|ignota
non disponibile|non disponibili|non indicato|non indicata|non presente|non presenti|non specificato|non specificata
non trovato|non trovata|non rilevato|non rilevata|non applicabile|non pervenuto|non pervenuta|non noto|non nota
non fornito|non fornita|non riportato|non riportata|non definito|non definita|nessun dato|nessun valore|da definire
néant|inconnu|inconnue|aucun|aucune|absent|absente
non disponible|non renseigné|non renseignée|non communiqué|non communiquée|non indiqué|non indiquée|non précisé
non trouvé|non trouvée|non spécifié|non spécifiée|non applicable|sans objet
unbekannt|keine|keiner|keines|entfällt|fehlt
nicht vorhanden|nicht angegeben|nicht verfügbar|nicht bekannt|nicht gefunden|nicht zutreffend|keine angabe
keine angaben|ohne angabe
desconocido|desconocida|ninguno|ninguna
no disponible|no indicado|no indicada|no especificado|no especificada|no encontrado|no encontrada|no aplica
no aplicable|no consta|sin datos
"""
_BRACKETS = ("{}", "<{}>", "[{}]", "({})", '"{}"', "{}.")

PLACEHOLDERS = frozenset(
    written.format(text) for text in (*_SIGNS, *_CODES, *re.split(r"[|\n]", _PHRASES.strip())) for written in _BRACKETS
)
"""What stands where nothing does, in lower case and without white space around it."""

CODES_OF_PLACES_AND_TYPES = frozenset(_CODES)
"""Placeholders that are a country, a province, a unit or a kind of document where such a thing stands."""


def any_says_nothing(texts: Iterable[str | None]) -> bool:
    """Return whether one of the texts stands for a missing value; one that is not there does not.

    >>> any_says_nothing(["Rossi", None]), any_says_nothing(["Rossi", " N/A"])
    (False, True)
    """
    # ``says_nothing`` and ``any`` are written out, since every text of every document is asked.
    for text in texts:  # noqa: SIM110
        if text is not None and text.strip().casefold() in PLACEHOLDERS:
            return True
    return False


def says_nothing(text: str) -> bool:
    """Return whether the text stands for a missing value.

    >>> [says_nothing(text) for text in ("", " - ", "N/A", "Non indicato", "<null>", "Nessuna nota", "0")]
    [True, True, True, True, True, False, False]
    """
    return text.strip().casefold() in PLACEHOLDERS
