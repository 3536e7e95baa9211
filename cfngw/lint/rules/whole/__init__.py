"""What concerns no single resource: secrets, names, exports, addresses."""
