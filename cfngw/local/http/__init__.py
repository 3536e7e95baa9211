"""HTTP APIs: what the gateway does with a request that lies on a stage of one.

A ``Passage`` goes through ``gateway``: CORS, route, throttle, authorizer, integration, response; what goes wrong is a
``Fault``, which ``errors`` turns into the answer. Nothing here knows WebSocket APIs, servers or processes.

    gateway       the steps, in their order
    errors        statuses and texts of the gateway's own answers
    cors          preflights, and the headers of other answers
    throttling    limits of the account and of routes
    integrations  what answers a route, made once
    lambda_proxy  functions;  payload, payload_1: their events;  function_answer: what they return
    http_proxy    HTTP endpoints, also behind a VPC link
    service       actions of AWS services
    mapping       parameter mapping;  expressions: its values
    outgoing      the request on its way to what answers it
"""

from __future__ import annotations
