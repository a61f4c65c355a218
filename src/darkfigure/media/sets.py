"""Which rows are known to be one group."""


class Sets:
    """Rows, each in a group of its own at first; groups are joined."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def root(self, row: int) -> int:
        """The row that stands for the group of this one."""
        while self._above[row] != row:
            self._above[row] = self._above[self._above[row]]
            row = self._above[row]
        return row

    def joined(self, here: int, there: int) -> bool:
        """Whether two rows are in one group."""
        return self.root(here) == self.root(there)

    def join(self, here: int, there: int) -> None:
        """Make one group of two."""
        one, two = self.root(here), self.root(there)
        self._above[max(one, two)] = min(one, two)
