"""REST APIs: what the gateway does before and after an integration, and the integrations.

gateway             the steps of a request, in AWS's order
keys                API keys, usage plans, throttles, quotas
method_request      required parameters, and which model a body is held against
validation          a body against a model; validation_words: what AWS says of it; formats: ``format``;
                        simple_schemas: most models as functions; bounded_keywords: jsonschema for all others
gateway_responses   the answers of the gateway's own; response_types: their table
integrations        what calls a backend
"""

from __future__ import annotations
