"""What a log may tell: where something failed and what kind of failure, never what it was about.

The message of an exception quotes what it met: « invalid literal 'Benali' », « Key (login)=(claire) already exists ».
So no message of an exception reaches any log of this process, whoever writes it; its trace and its type do.
"""

import logging
import traceback

_plain = logging.LogRecord


def trace(exception: BaseException) -> str:
    """Where each exception of the chain was raised, innermost first, without what they say."""
    chain, met = [], set()
    while exception is not None and id(exception) not in met:
        met.add(id(exception))
        chain.append(exception)
        exception = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
    parts = []
    for one in reversed(chain):
        parts += [line.rstrip("\n") for line in traceback.format_tb(one.__traceback__)]
        parts.append(_name(one))
        if isinstance(one, BaseExceptionGroup):
            parts += [trace(each) for each in one.exceptions]
    return "\n".join(parts)


def _name(exception: BaseException) -> str:
    code = getattr(getattr(exception, "orig", exception), "sqlstate", None) or getattr(exception, "errno", None)
    return type(exception).__qualname__ + (f" ({code})" if code else "")


def _record(*given, **named) -> logging.LogRecord:
    record = _plain(*given, **named)
    if record.exc_info and record.exc_info[1] is not None:
        record.exc_text, record.exc_info = trace(record.exc_info[1]), None
    if isinstance(record.msg, BaseException):
        record.msg = _name(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(_name(one) if isinstance(one, BaseException) else one for one in record.args)
    return record


def keep_discreet() -> None:
    """For every logger of this process, of libraries too."""
    logging.setLogRecordFactory(_record)
