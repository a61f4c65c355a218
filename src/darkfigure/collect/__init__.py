"""Files of a source to preserved bytes and rows as written."""
