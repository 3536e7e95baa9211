"""Models, request validators and the parameters of methods."""
