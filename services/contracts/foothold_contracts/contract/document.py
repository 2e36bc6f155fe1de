"""The text that both sign: canonical JSON, so that its hash is the same wherever it is made."""

import hashlib
from typing import Any

import rfc8785

from foothold_events.catalog import Terms


def document(
    contract_id: str, organization_id: str, talent_id: str, project_id: str, terms: Terms
) -> dict[str, Any]:
    """Return the document. Its clauses are those that the company chose with the project.

    Absent fields are left out: a document that was signed before the schema gained a field keeps its hash.
    """
    return {
        "contract_id": contract_id,
        "company": organization_id,
        "talent": talent_id,
        "project": project_id,
        "terms": terms.model_dump(mode="json", exclude_none=True),
    }


def sha256_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the content as RFC 8785 JSON, in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()
