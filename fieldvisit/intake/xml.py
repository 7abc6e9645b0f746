"""Reading XML that anybody may have written: no document type, no entity but the five of XML, nothing fetched, bounded.

What a parser would do beyond that (expanding entities without end, opening files and addresses) never begins.
"""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from fieldvisit.words import Refusal

LARGEST = 5 * 2**20
MOST_ELEMENTS = 60_000
DEEPEST = 100


class Unreadable(Refusal):
    sentence = "Ce document n’est pas un XML lisible : demandez-le de nouveau à l’expéditeur."


class Forbidden(Refusal):
    sentence = "Ce document contient ce qu’un certificat ne contient jamais (entités, références) : il n’est pas lu."


class TooLarge(Refusal):
    sentence = "Ce document est trop grand pour un certificat : il n’est pas lu."


def read(content: bytes) -> Element:
    """The root of the document, names as « {namespace}local ».

    :raises Refusal: if it is not well formed, too large, or asks for more than reading
    """
    if len(content) > LARGEST:
        raise TooLarge
    builder, count, depth = TreeBuilder(), 0, 0
    parser = expat.ParserCreate(namespace_separator="}")

    def begin(name: str, attributes: dict) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > MOST_ELEMENTS or depth > DEEPEST:
            raise TooLarge
        builder.start(_named(name), {_named(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_named(name))

    def forbid(*_) -> None:
        raise Forbidden

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = forbid
    parser.ExternalEntityRefHandler = forbid
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Unreadable from error
    return builder.close()


def _named(name: str) -> str:
    return "{" + name if "}" in name else name
