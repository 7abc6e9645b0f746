"""The receipt number of a report, made from its id: its author has it at once, without network or counter."""

import uuid

#: Crockford's, without letters that are taken for figures when they are dictated.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def reference_of(report_id: uuid.UUID) -> str:
    """The last forty bits, which are random; the tablet reckons the same (``screens/concern_words.js``).

    >>> reference_of(uuid.UUID("0191c0de-0000-7000-8000-00ff12abcdef"))
    'IP-ZW9A-QKFF'
    """
    number = report_id.int & (1 << 40) - 1
    letters = "".join(_ALPHABET[number >> at & 31] for at in range(35, -1, -5))
    return f"IP-{letters[:4]}-{letters[4:]}"
