"""Rules of OpenAPI documents inside APIs, and of what SAM makes of its resources and events."""
