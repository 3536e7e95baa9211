"""Who may call what: permissions of functions, and the roles that serve APIs."""
