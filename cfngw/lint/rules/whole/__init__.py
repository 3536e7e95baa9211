"""Rules of a template as a whole."""
