"""The pure part of people: who is looking, as plain values."""
