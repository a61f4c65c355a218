"""Tables as Parquet, written atomically; DuckDB over them; run records."""
