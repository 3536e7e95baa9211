"""WebSocket APIs: routes, answers, templates, models, keys."""
