"""One folder a product. Rooms never import rooms; they meet through what their room.py offers."""
