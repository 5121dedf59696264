"""Ways of showing a Grid: table, map, chart, timeline, and the words for its values."""
