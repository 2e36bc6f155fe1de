"""The contract: signed by both, worked, reviewed, and settled exactly once. One file for each chapter of it."""

from foothold_contracts.contract.document import sha256_of
from foothold_contracts.contract.root import Contract, EndReason, contract_id_of
from foothold_contracts.contract.settlement import Settlement
from foothold_contracts.contract.signature import Sealer, Signature
from foothold_contracts.contract.states import FINAL, STATUSES, Status, refused
from foothold_contracts.contract.work import Deliverable

__all__ = [
    "FINAL",
    "STATUSES",
    "Contract",
    "Deliverable",
    "EndReason",
    "Sealer",
    "Settlement",
    "Signature",
    "Status",
    "contract_id_of",
    "refused",
    "sha256_of",
]
