"""Published multi-list tables with their citation and published answers."""
