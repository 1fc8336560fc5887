"""A call in a process with limits of time and memory: the only way in which foreign PDFs are opened.

Each ``call`` has a process of its own, kept away from the terminal and ended with all its children when the time is
over; its answer is taken as data that cannot make this process do anything. Inside ``prepared`` the process is a fork
of one that has loaded the libraries and has seen no file. It has the rights of the person who started the program: this
is a fence against files that crash, hang or swell, not a prison.
"""

from vpr_print.sandbox.calls import call, prepared
from vpr_print.sandbox.child import serve_if_asked
from vpr_print.sandbox.failures import BadReply, Crashed, Failed, Limits, OutOfMemory, SandboxError, SandboxTimeout

__all__ = [
    "BadReply",
    "Crashed",
    "Failed",
    "Limits",
    "OutOfMemory",
    "SandboxError",
    "SandboxTimeout",
    "call",
    "prepared",
    "serve_if_asked",
]
