"""``source/`` of a work: the inputs as they came, content-addressed; replacing and amending read only this."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from vpr_print.output.work_folder import SOURCE
from vpr_print.safe_files import make_folder, put
from vpr_print.workflow.reading import Inputs
from vpr_print.workflow.request import InputRequest

INDEX = f"{SOURCE}/inputs.json"
"""Its place in the work's folder."""


def keep_inputs(folder: Path, request: InputRequest, inputs: Inputs) -> bytes:
    """Content of ``inputs.json``, which says what each file is, once variants and lists are copied into ``folder``.

    The commit puts it in place: it speaks of the build that is in place, and what is copied hurts nobody until then.
    Raises ``OSError`` when the disk refuses.
    """
    make_folder(folder)
    lists = {"rooms": request.rooms, **({"codes": request.codes} if request.codes else {})}
    index = {
        "format": 1,
        "work": inputs.work.key,
        "variants": [
            {
                "number": variant.number,
                "parts": [
                    {"file": part.file, "sha256": part.sha256, "pages": list(part.pages)} for part in variant.parts
                ],
            }
            for variant in inputs.variants
        ],
        **{name: _keep(folder, path, path.suffix.lower()) for name, path in lists.items()},
    }
    for sha256 in sorted({part.sha256 for variant in inputs.variants for part in variant.parts}):
        _keep(folder, inputs.stored[sha256], ".pdf")
    return json.dumps(index, ensure_ascii=False, indent=1).encode()


def _keep(folder: Path, path: Path, suffix: str) -> dict[str, str]:
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    target = folder / f"{sha256}{suffix}"
    if not target.exists():
        put(target, data)
    return {"name": path.name, "sha256": sha256}
