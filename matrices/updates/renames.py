"""What TensorFlow's own upgrade tool renames, from the newest wheel."""

import io
import zipfile
from collections.abc import Mapping

from pypi_simple import PyPISimple

from matrices.facts import Matrix
from matrices.index import renames
from matrices.query import TENSORFLOW
from matrices.updates.builds import wheels
from matrices.upstream import Job, Say, Update, UpstreamChanged
from matrices.wheel import PIECE, RangeFile, patient_session


def jobs(_: Matrix) -> Mapping[str, Job]:
    return {"renames": rebuild}


update = Update("renames", "what TensorFlow's own upgrade tool renames", jobs, ("pypi-tensorflow",))


def rebuild(say: Say) -> Mapping[str, str | bytes]:
    with patient_session() as session:
        found = wheels(TENSORFLOW, PyPISimple(session=session).get_project_page(TENSORFLOW).packages)
        newest = max((each for each in found if each.platform == "linux_x86_64"), key=lambda each: each.version)
        say(f"renames: from {TENSORFLOW} {newest.version}")
        with zipfile.ZipFile(io.BufferedReader(RangeFile(session, newest.url), PIECE)) as archive:
            table = read(archive)
    return {renames.FILE: renames.dump(table)}


def read(archive: zipfile.ZipFile) -> dict[str, str]:
    """The table of one wheel."""
    try:
        return renames.read({file: archive.read(file).decode() for file in renames.TABLES})
    except (KeyError, renames.NoTable) as error:
        raise UpstreamChanged(str(error)) from None
