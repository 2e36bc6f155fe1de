"""Structured logs: JSON lines, or readable ones on a terminal. Ids, codes and numbers; never personal data."""

import logging
import sys
import traceback

import structlog

from foothold_chassis.errors import FootholdError
from foothold_chassis.telemetry import tracing

FRAMES = 20


def _frames_only(_logger: object, _name: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Log an error's kind and its frames. Leave out messages of other libraries: they may quote what people sent."""
    exc_info = line.pop("exc_info", None)
    error = (
        exc_info if isinstance(exc_info, BaseException) else sys.exc_info()[1] if exc_info is True else None
    )
    if isinstance(exc_info, tuple):
        error = exc_info[1]
    if error is not None:
        line["error"] = type(error).__name__
        line["frames"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]
        ]
        if isinstance(error, FootholdError):
            line["detail"] = error.detail
    return line


def _trace(_logger: object, _name: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Add the trace and the span in which a line was written."""
    if (found := tracing.ids()) is not None:
        line["trace_id"], line["span_id"] = found
    return line


def configure(service: str) -> None:
    """Configure structlog and the standard library's loggers to write the same lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        _trace,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _frames_only,
    ]
    render: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if sys.stdout.isatty() else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for noisy in ("aiokafka", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    structlog.contextvars.bind_contextvars(service=service)
