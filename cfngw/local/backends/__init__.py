"""What a gateway calls besides functions. Nothing but loopback is called unless the user says so.

local_backends   LocalBackends: the way in
addresses        which URLs may be called; stand_ins: what is called in their place
http_client      HTTP/1.1, one request and one answer
service_models   how services are spoken to, by botocore's models; service_request: a call of a REST API's AWS
                 integration; subtypes: a call of an HTTP API's; signing, query_json: to and from a stand-in of AWS
recorder         calls that nobody does; samples, answers: what they are answered with
"""

from __future__ import annotations

from cfngw.local.backends.addresses import parse_reach
from cfngw.local.backends.answers import read_answers
from cfngw.local.backends.local_backends import LocalBackends
from cfngw.local.backends.recorder import Recorded
from cfngw.local.backends.signing import Credentials
from cfngw.local.backends.stand_ins import StandIn, parse_stand_in

__all__ = ["Credentials", "LocalBackends", "Recorded", "StandIn", "parse_reach", "parse_stand_in", "read_answers"]
