"""Countries, regions and demonyms in every supported language, to ISO codes."""
