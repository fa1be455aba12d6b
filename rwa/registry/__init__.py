"""The registry: one service over the contracts, the rules and the ledger, and every act it can
carry out.
"""

from rwa.registry.service import Refusal, Registry
from rwa.registry.step import Step

__all__ = ["Refusal", "Registry", "Step"]
