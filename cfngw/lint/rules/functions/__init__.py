"""Functions behind APIs: code, handlers, versions and aliases, timeouts, settings."""
