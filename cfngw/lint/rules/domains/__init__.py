"""Custom domain names, their certificates, mappings, routing rules and records, and web ACLs."""
