"""Published multi-list tables with their citation and published answers, and published figures with their source."""

from darkfigure.datasets.catalogue import Answer, Dataset, find, names
from darkfigure.datasets.figures import FIGURES, Figure, published_figures

__all__ = ["FIGURES", "Answer", "Dataset", "Figure", "find", "names", "published_figures"]
