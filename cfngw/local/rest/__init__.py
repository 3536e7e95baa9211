"""A stage of a REST API, as API Gateway serves it."""

from __future__ import annotations
