"""Published multi-list tables with their citation and published answers."""

from darkfigure.datasets.catalogue import Answer, Dataset, find, names

__all__ = ["Answer", "Dataset", "find", "names"]
