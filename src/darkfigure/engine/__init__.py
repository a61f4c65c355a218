"""Where work is done: in this process, or on Spark. The same functions give the same tables on both."""

from darkfigure.engine.engine import Engine
from darkfigure.engine.local import LocalEngine
from darkfigure.engine.opening import ENGINES, Engines, open_engine, require_engine

__all__ = ["ENGINES", "Engine", "Engines", "LocalEngine", "open_engine", "require_engine"]
