"""API keys, usage plans, quotas and throttles of REST APIs."""
