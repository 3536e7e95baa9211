"""Who may call a route: authorizers of both kinds of APIs, and resource policies of REST APIs.

    check            an API's authorizers: what a route asks for, told to a passage or raised as a Fault
    lambda_authorizer, events, lambda_answers   functions that decide: asking, what they get, what they answer
    jwt_authorizer, cognito   tokens: of any issuer (HTTP APIs), of user pools (REST APIs)
    tokens           a token's form, signature and times; key_sets: the keys that issuers sign with
    iam, sigv4       AWS_IAM: whose key it is, and whether the signature is its owner's
    resource_policy  the policy of a REST API, and how it goes together with an authorizer
    policy, conditions, wildcards   IAM's policy language
    configuration    what all authorizers read of the template in one way
    sources          where identities stand in a request; arns: the method that a request invokes
    cache, json_text what is remembered; JSON that strangers write
    identities_file  what the user gives in place of what AWS knows; sign: keys and tokens to try a route with

Nobody is let by where something is not known: a route whose authorizer can't be told is refused, with a hint.
"""

from __future__ import annotations
