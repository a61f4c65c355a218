"""Readers of single documents: text, pages, PDF, office documents, books, mail."""
