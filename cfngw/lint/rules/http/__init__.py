"""HTTP APIs: routes, integrations, parameters, CORS, stages, mappings; what WebSocket APIs share with them too."""
