"""Mapping templates of REST APIs: whether they parse, what they read, what they make."""
