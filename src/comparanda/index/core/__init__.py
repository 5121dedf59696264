"""What a document, a query, a token and a snippet are. Knows no Django, no database, no clock."""
