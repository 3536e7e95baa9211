"""Deployments and stages of REST APIs: order, names, variables, settings, logs, canaries, cache."""
