"""marshmallow fields that mean exactly what the OpenAPI document says."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

from marshmallow import fields

from backend.core import json_text

_FIRST_YEAR, _LAST_YEAR = 1970, 2200


class StrictInteger(fields.Integer):
    """A JSON Schema integer: 5 and 5.0 pass; "5", 5.5 and true do not. Bounded, so that no database overflows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool | str) or (isinstance(value, float) and not value.is_integer()):
            raise self.make_error("invalid", input=value)
        number = super()._validated(int(value) if isinstance(value, float) else value)
        if not -(2**31) <= number < 2**31:
            raise self.make_error("invalid", input=value)
        return number


class Instant(fields.AwareDateTime):
    """RFC 3339 in, UTC with a final Z out. Centuries without kitchens of ours are refused: sums with them overflow."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")  # type: ignore[no-any-return]  # marshmallow hands in Any

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        parsed: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not _FIRST_YEAR <= parsed.year <= _LAST_YEAR:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return parsed.astimezone(UTC)


class JsonText(fields.Field[dict[str, Any]]):
    """A JSON object inside one part of a multipart form."""

    default_error_messages = {"invalid": "Not a JSON object."}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            loaded = json_text.loads(value)
        except (TypeError, ValueError) as error:
            raise self.make_error("invalid") from error
        if not isinstance(loaded, dict):
            raise self.make_error("invalid")
        return loaded


class Text(fields.String):
    """One line of text between `min_length` and `max_length`, outer spaces removed; `is_long` allows line breaks.

    Control characters are refused: PostgreSQL cannot store NUL, and nobody types the others.
    """

    default_error_messages = {"length": "Wrong length.", "characters": "Control characters are not allowed."}

    def __init__(self, max_length: int, min_length: int = 1, *, is_long: bool = False, **kwargs: Any) -> None:
        self._bounds, self._is_long = (min_length, max_length), is_long
        metadata = {"maxLength": max_length, **({"minLength": min_length} if min_length else {})}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        low, high = self._bounds
        if not low <= len(text) <= high:
            raise self.make_error("length")
        if any(unicodedata.category(c) in ("Cc", "Cs") and not (self._is_long and c in "\n\r\t") for c in text):
            raise self.make_error("characters")
        return text


class Reason(Text):
    """Why somebody wants to see what is sensitive."""

    def __init__(self) -> None:
        super().__init__(200, 3, required=True)
