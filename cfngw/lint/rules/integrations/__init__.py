"""Integrations of REST methods: addresses, responses, parameters."""
