"""A room's front door: names whose modules load only when a name is first asked for.

numba, scipy and Arrow take a second and more to load; a command that needs one name of a room should not wait for all.
"""

from collections.abc import Callable, Mapping
from importlib import import_module


def lazy_names(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a package that finds each name in the module that is its home.

    Args:
        package: The package's `__name__`.
        homes: Name to the module that holds it, without the package.

    Example:
        >>> find = lazy_names("darkfigure.names", {"skeleton": "keys"})
        >>> find("skeleton").__module__
        'darkfigure.names.keys'
        >>> find("keleton")
        Traceback (most recent call last):
        AttributeError: module 'darkfigure.names' has no attribute 'keleton'
    """

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return find
