"""Rules for mapping templates."""
