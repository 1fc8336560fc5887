"""Papers under a password: proved open, in a folder of their own, then locked and proved to hold the same."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from vpr_print.documents.rendered import RenderedFile, RoomPapers
from vpr_print.drawing.encryption import encrypted
from vpr_print.errors import raise_flaws
from vpr_print.output.work_folder import stage_papers
from vpr_print.verify.encrypted import encryption_flaws


@dataclass(frozen=True, slots=True)
class Lock:
    """The password of a build's PDFs."""

    password: str = field(repr=False)
    scratch: Path
    """For its owner only: open files lie here while they are proved."""

    def locked(self, files: Sequence[RenderedFile]) -> tuple[RenderedFile, ...]:
        """The files as they are written."""
        return tuple(map(self._locked, files))

    def locked_room(self, papers: RoomPapers) -> RoomPapers:
        """A room's files as they are written, and its record of them."""
        files = self.locked(papers.files)
        records = tuple(file.record(papers.record.folder) for file in files)
        return RoomPapers(files, replace(papers.record, files=records))

    @contextmanager
    def opened(self, files: Sequence[RenderedFile]) -> Iterator[Path]:
        """A folder with the open files, to be proved there."""
        folder = Path(tempfile.mkdtemp(prefix="open-", dir=self.scratch))
        try:
            stage_papers(folder, [(file.name, file.data) for file in files])
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def prove(self, folder: Path, files: Sequence[RenderedFile]) -> None:
        """Nothing, when ``folder`` holds each of the open ``files`` under the password. Raises errors of proof (42)."""
        raise_flaws(
            flaw
            for file in files
            for flaw in encryption_flaws(
                (folder / file.name).read_bytes(), file.data, self.password, name=file.name
            )
        )

    def _locked(self, file: RenderedFile) -> RenderedFile:
        data = encrypted(file.data, self.password)
        return replace(file, data=data, sha256=hashlib.sha256(data).hexdigest())


def password_seal(password: str, salt: str) -> str:
    """What tells one password from another without telling it: a room keeps it in its fingerprint.

    Guessing a password from it is dearer than from the locked files themselves.
    """
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=2**14, r=8, p=1, dklen=16).hex()
