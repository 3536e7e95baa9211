"""Authorizers of REST, HTTP and WebSocket APIs, and who uses them."""
