"""One writer or reader a format, plain Python."""
