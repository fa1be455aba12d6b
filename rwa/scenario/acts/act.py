"""What a party does, and a group of which exactly one is given."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

from rwa.scenario.fields import AccountName, Model


class Act(Model):
    """Something a party does. `by` names another account than the one whose part it is."""

    by: AccountName | None = None


class OneOf(Model):
    """A group of which exactly one field is given: the word of what is done."""

    _beside: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        words = {
            name: field.alias or name
            for name, field in type(self).model_fields.items()
            if name not in self._beside
        }
        written = [words[name] for name in words if name in self.model_fields_set]
        given = [words[name] for name in words if getattr(self, name) is not None]
        if not written:
            known = ", ".join(words.values())
            raise ValueError(f"nothing is done here; one of {known} is expected")
        if not given:
            raise ValueError(f"{written[0]} says nothing; a group of fields is expected")
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} are two directives; give each its own dash")
        return self

    @property
    def word(self) -> str:
        """The word of what is done."""
        return next(
            name
            for name in type(self).model_fields
            if name not in self._beside and getattr(self, name) is not None
        )

    @property
    def act(self) -> Act:
        """What the word says."""
        act: Act = getattr(self, self.word)
        return act
