"""Rules for models, request validators and the parameters of methods."""
