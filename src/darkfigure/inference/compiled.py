"""Compile a numerical kernel once and keep it on disk."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function compiled to machine code at its first call; the result is cached beside the module."""
    return cast("Callable[P, R]", numba.njit(cache=True, error_model="numpy")(function))


def compiled_within(function: Callable[P, R]) -> Callable[P, R]:
    """The function compiled as part of each kernel that calls it, for one that is handed kernels.

    Alone it would be kept under the kernels of one process, and never be found again.
    """
    return cast("Callable[P, R]", numba.njit(inline="always", error_model="numpy")(function))
