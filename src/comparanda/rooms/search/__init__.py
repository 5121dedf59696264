"""Pages of search over everything that rooms offer as searchable."""
