"""Who repeats whom: statements of many documents joined to assertions, and assertions told apart."""

from darkfigure.extract.repeats.ledger import Reading, link_claims

__all__ = ["Reading", "link_claims"]
