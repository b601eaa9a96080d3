"""The words of a rule: in each language a template, or one for each variant of a finding."""

from collections.abc import Mapping
from string import Formatter

from parzo_validate.engine.flag import FrozenDict
from parzo_validate.errors import InvalidRule
from parzo_validate.words import LANGUAGES

Messages = Mapping[str, str | Mapping[str, str]]


def checked_messages(messages: Messages, context: frozenset[str] | None) -> Mapping[str, Mapping[str, str]]:
    """Return the templates by language and variant; a plain text is the only variant, named by an empty text.

    Args:
        messages: what the rule says in ``"en"`` and ``"it"``.
        context: the names that placeholders may have; ``None`` for any.

    Raises:
        InvalidRule: a language, a variant or a placeholder lacks in one of them; the text says which.

    >>> checked_messages({"en": "{days} days late", "it": "in ritardo di {days} giorni"}, None)["en"]
    {'': '{days} days late'}
    """
    if not isinstance(messages, Mapping):
        raise InvalidRule(f"messages: expected a mapping of en and it, got {messages!r}")
    if set(messages) != set(LANGUAGES):
        raise InvalidRule(f"messages in {', '.join(sorted(messages)) or 'no language'}: expected en and it")
    by_lang = {
        lang: FrozenDict(given if isinstance(given, Mapping) else {"": given}) for lang, given in messages.items()
    }
    if not by_lang["en"] or by_lang["en"].keys() != by_lang["it"].keys():
        raise InvalidRule("messages: expected the same variants in en and it, at least one")
    for name in by_lang["en"]:
        named = {lang: placeholders(by_lang[lang][name]) for lang in LANGUAGES}
        if named["en"] != named["it"]:
            differing = ", ".join(sorted(named["en"] ^ named["it"]))
            raise InvalidRule(f"messages: en and it name different values: {differing}")
        if context is not None and not named["en"] <= context:
            unknown = ", ".join(sorted(named["en"] - context))
            raise InvalidRule(f"messages name {unknown}; the context holds {', '.join(sorted(context))}")
    return FrozenDict(by_lang)


def placeholders(template: str) -> frozenset[str]:
    """Return the names in a template, each of which stands for a value of the context.

    Raises:
        InvalidRule: it is no template, or one that formats its values.

    >>> placeholders("{days} days late")
    frozenset({'days'})
    """
    if not isinstance(template, str) or not template:
        raise InvalidRule(f"message {template!r}: expected a sentence")
    try:
        placeholders = [parts for parts in Formatter().parse(template) if parts[1] is not None]
    except ValueError as error:
        raise InvalidRule(f"message {template!r} is not a template: {error}") from None
    if any(form or conversion for _, _, form, conversion in placeholders):
        raise InvalidRule(f"message {template!r}: values are texts by then, so write {{total}}, not {{total:.2f}}")
    names = [name for _, name, _, _ in placeholders if name is not None]
    if not all(name.isidentifier() for name in names):
        raise InvalidRule(f"message {template!r}: expected placeholders like {{total}}")
    return frozenset(names)
