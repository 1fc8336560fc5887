"""A call in a process with limits of time and memory: the only way in which foreign PDFs are opened.

``call`` starts a fresh process for one call; ``Sandbox`` serves many calls with one process and starts another
after a failure. Both keep the process away from the terminal, end it with all its children when the time is
over, and take its answer as data that cannot make this process do anything. The process has the rights of the
person who started the program: this is a fence against files that crash, hang or swell, not a prison.
"""

from vpr_print.sandbox.calls import Sandbox, call
from vpr_print.sandbox.child import serve_if_asked
from vpr_print.sandbox.failures import BadReply, Crashed, Failed, Limits, OutOfMemory, SandboxError, SandboxTimeout

__all__ = [
    "BadReply",
    "Crashed",
    "Failed",
    "Limits",
    "OutOfMemory",
    "Sandbox",
    "SandboxError",
    "SandboxTimeout",
    "call",
    "serve_if_asked",
]
