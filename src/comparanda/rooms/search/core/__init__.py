"""Rules of the search pages that need neither a database nor a request."""
