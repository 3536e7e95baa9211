"""The tree of a REST API: resources, paths, methods."""
