"""A template, served on loopback: every API and stage of it, with the gateway's own behaviour.

It stands on ``read``, which gives the API, and on ``vtl``, which renders mapping templates. A request becomes a
``Call``; the front finds API and stage; the gateway of the API's kind takes it through its steps; what comes back is an
``Answer``. Nothing here opens anything but loopback unless the user says so.

    exchange    Call and Answer: what comes in, what goes out
    passage     one request on its way, with all that is known of it; journey: its steps, for --trace
    fault       an answer of the gateway's own, raised by the step that decides it
    running     what a gateway needs around it: functions, backends, identities
    routing     path and method to route
    values      what a reference of the template is on this machine
    throttle    token buckets
    context     $context of both kinds of API; access_log, substitution: a stage's own log lines
    rest, http  the gateways; auth: authorizers and policies of both
    functions   handlers in processes of their own; backends: HTTP endpoints and services of AWS
    start       a template made into gateways (template, making, options); front: which one a request is for
    server      connections (port, connection, wire); attempt: one request without a server; trace, listing: to show
"""

from __future__ import annotations
