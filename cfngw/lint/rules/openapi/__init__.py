"""OpenAPI documents inside APIs, and what SAM makes of its resources and events."""
