"""What a text means as a currency."""

_NAMES_OF = {
    "EUR": "€, euro, euros",
    "USD": "us$, us dollar, us dollars",
    "GBP": "£, pound sterling, sterling, sterlina, sterline",
    "CHF": "fr, sfr, swiss franc, swiss francs, franco svizzero, franchi svizzeri",
    "CAD": "ca$, c$",
    "AUD": "a$",
    "HKD": "hk$",
    "BRL": "r$",
    "USD CAD AUD NZD SGD HKD MXN": "$",
    "USD CAD AUD NZD SGD HKD": "dollar, dollars, dollaro, dollari",
    "JPY CNY": "¥",
    "JPY": "yen",
    "DKK NOK SEK ISK": "kr",
    "PLN": "zł, zloty, złoty",
    "RON": "lei",
    "CZK": "kč",
    "HUF": "ft",
    "INR": "₹",
    "INR PKR LKR": "rs, rupees",
    "TRY": "₺",
    "RUB": "₽",
    "UAH": "₴",
    "KRW": "₩",
    "ILS": "₪",
}
"""The ISO 4217 codes that may be meant by what stands on paper for a currency."""
_NAMES = {name: frozenset(codes.split()) for codes, names in _NAMES_OF.items() for name in names.split(", ")}

_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
)
_ISO_4217 = frozenset(_CODES.split())
"""All but the euro. The currencies that it replaced are none of them: an invoice in lire is an Italian one."""
_REPLACED = (
    "ADP AFA ALK AON AOR ARA ARP ATS AZM BEF BGL BOP BRB BRC BRE BRN BRR BYR CLE CSD CSK CUC CYP DDM DEM ECS EEK ESP "
    "FIM FRF GHC GRD GWP HRD IEP ILP ILR ITL LTL LUF LVL MGF MLF MRO MTL MXP MZM NLG PEI PEN PES PLZ PTE ROL RUR SDD "
    "SIT SKK SLL SRG STD SUR TMM TPE TRL UAK UGS UYP VEB VEF XEU YDD YUD YUM ZMK ZRN ZWD ZWL "
    "BOV CHE CHW CLF COU MXV USN USS UYI UYW VED XAD XAG XAU XBA XBB XBC XBD XCG XDR XPD XPT XSU XTS XUA XXX ZAL "
    "RMB CNH GBX NTD NIS STG LIT FRS"
)
_ONCE_OR_SELDOM = frozenset(_REPLACED.split())
"""Codes that were replaced, those of funds and metals, and what people write for a code: nobody misread these."""
_EVER_A_CODE = _ISO_4217 | _ONCE_OR_SELDOM | {"EUR"}
_READ_AT_MOST = 40


def currencies_of(text: str) -> frozenset[str]:
    """Return the ISO 4217 codes that the text may mean, none when it is not known as a currency.

    >>> sorted(currencies_of("Euro")), sorted(currencies_of("¥")), sorted(currencies_of("n.d."))
    (['EUR'], ['CNY', 'JPY'], [])
    """
    name = text.casefold().rstrip(".")
    if name in _NAMES:
        return _NAMES[name]
    return frozenset({text.upper()}) if len(text) == 3 and text.isascii() and text.isalpha() else frozenset()


def is_unknown_code(text: str) -> bool:
    """Return whether the text has the form of an ISO 4217 code, three letters, and is none that ever was one.

    >>> [is_unknown_code(text) for text in ("EUR", "usd", "ITL", "EUB", "€", "n.d.")]
    [False, False, False, True, False, False]
    """
    code = text.strip().upper()
    return code not in _EVER_A_CODE and currencies_of(code) == {code}


def is_euro(text: str) -> bool | None:
    """Return whether the text means the euro; ``None`` where it means no currency that is in use, or several.

    >>> [is_euro(text) for text in ("EUR", "€ ", "USD", "zł", "US Dollar (USD)", "N/A", "XYZ", "EUR/USD", "ITL")]
    [True, True, False, False, False, None, None, None, None]
    """
    text = text[:_READ_AT_MOST].strip()
    named = currencies_of(text) or {
        code for word in text.replace("/", " ").split() for code in currencies_of(word.strip("()[],;:"))
    }
    if "EUR" in named:
        return True if len(named) == 1 else None
    return None if named.isdisjoint(_ISO_4217) else False
