"""Records on Kafka that operators name."""

from typing import Annotated

from pydantic import Field

RecordPlace = Annotated[str, Field(max_length=300, pattern=r"^[A-Za-z0-9._-]+:[0-9]{1,10}:[0-9]{1,20}$")]
"""A record by where it lies, as the list of parked subjects names it: `<topic>:<partition>:<offset>`."""
