"""The integrations of REST APIs: from a request that may be served to its answer.

``run`` makes a plan for each method when the gateway is made, and takes requests through it. One module a kind:

    lambda_proxy  lambda_custom  mock  http  http_proxy  service

What they share, in the order that a request meets it:

    flow          one request on its way: what was received, ``$context``, overrides, what the integration answered
    parameters    parameter mapping expressions, such as ``method.request.header.X``
    templates     mapping templates by content type, and what becomes of one that fails
    payload       text and binary: the tables of content type conversions
    request_side  body and parameters of the integration request
    calls         the call itself: its limit of time, and what a refusal becomes
    selection     which integration response
    response_side body, headers and status of the method response
    headers       which headers are dropped, renamed or refused
    compression   what the API's minimum compression size asks for
"""

from __future__ import annotations
