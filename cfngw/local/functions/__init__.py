"""The functions of a template, each in processes of its own.

A worker is a process and stands for one warm environment of Lambda: it has one event at a time. What a handler does to
its process (it hangs, exits, forks, writes rubbish, eats memory) stays there. Events and answers go over a socket of
their own, as frames; what the handler prints comes by a pipe.

    pool           FunctionPool: which function a target is, and what was refused
    crew           the workers of one function, and who waits for them
    worker         one worker: its frames, its end
    process        starting and ending the process, so that none outlives the gateway
    output         what a process prints, and for which request
    outcomes       what Lambda answers where the runtime can't
    plan           all that a worker is started with
    code           where a function's code lies on this machine; installed: its layers and requirements
    environment    its environment variables; envfile: those of the user's file
    runtimes       which interpreter a runtime is here
    watch          files that changed
    python_child, node_child.cjs   what runs in the process
"""

from __future__ import annotations

from cfngw.local.functions.crew import Bounds
from cfngw.local.functions.pool import FunctionPool

__all__ = ["Bounds", "FunctionPool"]
