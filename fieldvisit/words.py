"""Words shared by every room: a choice with its French label, a refusal with its French sentence."""

from enum import StrEnum


class Choice(StrEnum):
    """A stored code with the label that a person reads.

    >>> class Sex(Choice):
    ...     GIRL = "F", "fille"
    >>> Sex.GIRL.label
    'fille'
    """

    label: str

    def __new__(cls, code: str, label: str):
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Refusal(Exception):
    """Something the person can put right. ``sentence`` says in French what to do."""

    sentence = "Cette action n’est pas possible."

    def __init__(self, sentence: str | None = None):
        self.sentence = sentence or type(self).sentence
        super().__init__(self.sentence)
