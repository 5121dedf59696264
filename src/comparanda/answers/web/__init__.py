"""Pages of the pillar: the same for every kind of round. Parse, call one query or action, render."""
