"""Pages of variants made safe to print: preflight, normalising to forms on A4, ink and free space for the stamp.

``prepare_variants`` is the door. Foreign PDFs are opened in a sandboxed process only (``file_work``); what comes back
are objects without any switch, script or annotation, and a map of each page's ink.
"""
