"""Ad hoc queries: one contact point asks, the network answers."""
