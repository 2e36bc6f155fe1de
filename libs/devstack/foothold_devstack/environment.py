"""What a process that is started here sees of the caller's environment: what this file lists, and nothing else.

A developer's shell holds the keys of much more than Foothold.
"""

import os

from foothold_devstack.roster import Declaration

OF_THE_SYSTEM = (
    *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH"),
    *("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONUNBUFFERED"),
    *("VIRTUAL_ENV", "SSL_CERT_FILE", "SSL_CERT_DIR", "XDG_CACHE_HOME", "JAVA_HOME"),
)
"""What any program needs to find its files and its language."""

OF_SERVICES = (
    *("MONGO_DRIVER", "FOOTHOLD_DATABASE_PREFIX", "FOOTHOLD_GROUP_PREFIX"),
    *("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_RESOURCE_ATTRIBUTES"),
    *("OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG", "OTEL_BSP_SCHEDULE_DELAY"),
)
"""Settings that all services share. None is a secret."""


def of_the_system() -> dict[str, str]:
    """Return the variables of the caller's environment that every process gets."""
    return _named(*OF_THE_SYSTEM)


def of_service(service: Declaration) -> dict[str, str]:
    """Return what a service is told besides: the settings that all share, and the numbers of its own policy
    (`FOOTHOLD_<NAME>_…`). Its secrets are made for each run, and the addresses of services are chosen."""
    prefix = f"FOOTHOLD_{service.name}_".upper()
    taken = {*service.secret_variables, service.url_variable, service.internal_url_variable}
    own = [name for name in os.environ if name.startswith(prefix) and name not in taken]
    return _named(*OF_SERVICES, *own)


def _named(*names: str) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}
