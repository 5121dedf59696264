"""Pages of the outbox: what the demo would have sent."""
