"""Log lines as JSON objects, one a line: what happened, never what a shopper said."""

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """Time (UTC), level, logger and message; of an exception its type and where, since its text may quote a shopper."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": _message(record),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["at"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """What is said; of asyncio's complaints the first line, since the others print the task with its exception's text."""
    message = record.getMessage()
    return message.partition("\n")[0] if record.name == "asyncio" else message


def _places(trace: object) -> str:
    """Function and line, outermost first."""
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")  # type: ignore[attr-defined]
        trace = trace.tb_next  # type: ignore[attr-defined]
    return " > ".join(places)
