"""The shapes of what travels through the tablets' door, as JSON Schema: their bounds are those that the code enforces.

An answer holds nothing but what stands here. A question may hold more than it names, which is passed over; ``_if_so``
marks what counts as not said when it is otherwise: no tablet loses its pull over it.
"""

from fieldvisit.access import roles
from fieldvisit.sync import blobs, envelope, pull, push
from fieldvisit.sync.enrol import LONGEST_CODE
from fieldvisit.sync.received import Word

TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
ID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 in hexadecimal"}
BASE64 = {"type": "string", "pattern": "^[A-Za-z0-9+/]*={0,2}$"}
INSTANT = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"}
#: « printable »: no control character, no separator but the space.
LINE = {"type": "string", "format": "printable"}


def see(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: dict) -> dict:
    return {"anyOf": [schema, {"type": "null"}]}


def _if_so(schema: dict) -> dict:
    return {"anyOf": [schema, {}]}


def _some(schema: dict, most: int | None = None) -> dict:
    return {"type": "array", "items": schema} | ({"maxItems": most} if most else {})


def _by_name(schema: dict) -> dict:
    return {"type": "object", "additionalProperties": schema}


def _asks(needed: dict, more: dict | None = None) -> dict:
    return {"type": "object", "required": sorted(needed), "properties": needed | (more or {})}


def _tells(always: dict, more: dict | None = None) -> dict:
    return _asks(always, more) | {"additionalProperties": False}


def _answers(always: dict, more: dict | None = None) -> dict:
    return _tells(always | {"server_time": INSTANT}, more)


_NAMED = {"id": ID, "digest": DIGEST}
_LINES_HEARD = {"epoch": ID, "words": _some(see("Word"))}
_BLOB = {
    "sha256": DIGEST,
    "received": COUNT,
    "whole": {"type": "boolean"},
    "word": {"enum": [None, "received", "invalid"]},
    "sentence": TEXT,
}

SCHEMAS = {
    "Error": _answers({"sentence": TEXT}, {"code": {"enum": ["needed", "refused"]}, "received": COUNT})
    | {"description": "A sentence in French; « code »: a code of enrolment is wanted; « received »: go on from there."},
    "Enrolment": _asks(
        {
            "device_id": ID,
            "public_jwk": _asks(
                dict.fromkeys(("x", "y"), {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"})
                | {"kty": {"const": "EC"}, "crv": {"const": "P-256"}}
            ),
        },
        {
            "label": _or_null(LINE),
            "app_version": _or_null(LINE),
            "replaces": _if_so(_some(ID)),
            "code": _or_null(LINE | {"maxLength": LONGEST_CODE}),
        },
    ),
    "Enrolled": _answers(
        {
            "device_id": ID,
            "account": _tells(
                {"id": ID, "role": {"enum": sorted(roles.FIELD)}} | dict.fromkeys(("name", "role_label", "phone"), TEXT)
            ),
            "keys": _some(_tells({"key": ID, "public": BASE64})) | {"minItems": 1},
            "epoch": ID,
        }
    ),
    "Header": _asks(
        {
            "v": {"type": "integer", "minimum": envelope.VERSION},
            "schema": {"type": "integer", "minimum": envelope.SCHEMA},
            "kind": {"type": "string", "pattern": "^[ -~]{1,40}$"},
            "captured_at": INSTANT,
            **_NAMED,
            **dict.fromkeys(("author", "device", "key"), ID),
        },
        {
            "family_id": _or_null(ID),
            "parent": _or_null(DIGEST),
            "elapsed": _or_null({"type": "number", "minimum": 0, "maximum": envelope.LONGEST_ELAPSED}),
        },
    ),
    "Line": _asks(
        {
            "header": {
                **{"type": "string", "maxLength": envelope.LARGEST_HEADER},
                **{"contentMediaType": "application/json", "contentSchema": see("Header")},
            },
            **dict.fromkeys(("enc", "ct", "sig"), BASE64),
        }
    ),
    "Lines": _some(see("Line"), push.MOST_LINES) | {"description": "One a line (NDJSON); each gets a word of its own."},
    "Word": _tells(
        {
            "id": _or_null(ID),
            "digest": _or_null(DIGEST),
            "word": {"enum": [str(one) for one in Word]},
            "sentence": TEXT,
            "reasons": _some(_tells({"item": _or_null(TEXT), "child": _or_null(TEXT), "sentence": TEXT})),
        }
    ),
    "Pushed": _answers(_LINES_HEARD | {"withdrawn": _some(ID)}),
    "Question": _asks(
        {},
        {
            "cursor": _if_so(_or_null(TEXT)),
            "have": _some(ID, pull.MOST_FAMILIES),
            "forms": _by_name(_if_so(TEXT)),
            "form_marks": _if_so(_by_name(TEXT)),
            "form_ids": _if_so(_some(TEXT)),
            "awaiting": _if_so(_some(_asks(_NAMED))),
            "running": _if_so(_some(_asks({"visit_id": ID, "started_at": INSTANT}))),
            "growth": _if_so(_asks({}, {"settings": {}, "references": _by_name({"type": "boolean"})})),
            "places": _if_so(_by_name(TEXT)),
            "session_hours": _if_so(_by_name(TEXT)),
            **dict.fromkeys(("contacts", "alert_rules", "tisf_lists"), _if_so(_or_null(TEXT))),
            **dict.fromkeys(("unsent", "drafts", "pictures"), _if_so(COUNT)),
            **dict.fromkeys(("vanished", "at"), _if_so(INSTANT)),
            "storage": _if_so(_asks({}, {"usage": COUNT, "quota": COUNT, "persisted": {"type": "boolean"}})),
            "device_id": _if_so(ID),
            "app_version": _if_so(LINE),
        },
    ),
    "Doc": _tells({"kind": TEXT, "id": TEXT, "family_id": _or_null(ID), "body": {"type": "object"}}),
    "Page": _answers(
        {
            "epoch": ID,
            "reader": TEXT,
            "cursor": _or_null(TEXT),
            "more": {"type": "boolean"},
            "docs": _some(see("Doc")),
            "forget": _some(ID),
            "lease_days": {"type": "integer", "minimum": 1},
        },
        {
            "joined": _by_name(ID),
            "settled": _some(_tells(_NAMED | {"word": TEXT, "sentence": TEXT})),
            "moved": _some(
                _tells({"draft_id": ID, "to": TEXT, "at": INSTANT, "held": COUNT, "signed": {"type": "boolean"}})
            ),
            "elsewhere": COUNT,
            "wipe": {"const": True},
        },
    ),
    "DraftsKept": _answers(_LINES_HEARD),
    "Drafts": _answers(
        {
            "drafts": _some(
                _tells(
                    {
                        **dict.fromkeys(("id", "device_id"), ID),
                        **dict.fromkeys(("visit_id", "family_id", "moved_to"), _or_null(ID)),
                        **dict.fromkeys(("family_label", "device_label"), TEXT),
                        "kind": _or_null(TEXT),
                        "saved_at": INSTANT,
                        "revision": COUNT,
                        "signed": {"type": "boolean"},
                    }
                )
            )
        }
    ),
    "Taking": _asks({"device_id": ID, "from": ID}),
    "Taken": _answers(
        {"value": {}, "saved_at": INSTANT, "revision": COUNT, "device_label": TEXT, "forms": _some(see("Doc"))}
    ),
    "BlobsAsked": _asks({"blobs": _some(_asks({"sha256": DIGEST}, {"size": {}}), blobs.MOST_ASKED)}),
    "Blobs": _answers({"blobs": _some(_tells(_BLOB))}),
    "Blob": _answers(_BLOB),
}
