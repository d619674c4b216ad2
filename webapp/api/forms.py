"""A form as a machine needs to know it: keys, types, what is required, what may be chosen."""

from typing import Any

from engine.forms import Form


def described(form: Form) -> dict[str, Any]:
    """The form's key and its fields in order."""
    return {"key": form.key, "fields_": list(form.fields)}
