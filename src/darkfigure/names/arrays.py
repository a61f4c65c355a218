"""Types of what compiled functions take."""

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
"""An array of any type; the function's documentation says which."""
Place = tuple[Any, Any, Any]
"""Three whole numbers that say where something stands."""
