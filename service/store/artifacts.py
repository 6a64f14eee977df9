"""What is too large for rows: uploads, checkouts, logs, reports and patches, by key, on disk or in S3."""

import errno
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from service.errors import NoRoom, StorageGone, WrongUse

if TYPE_CHECKING:
    from obstore.store import ObjectStore

LEAST_FREE = 200_000_000
"""Bytes of disk below which nothing new is accepted, so that what is there can still be finished."""

FULL = (errno.ENOSPC, errno.EDQUOT)


class Artifacts:
    """Whole or not there. Use from any thread."""

    def __init__(self, address: str, folder: Path) -> None:
        """`address` is s3://BUCKET/PREFIX, a folder, or empty for a folder beside the database. Raises WrongUse."""
        self._address = address
        self._folder = None if address.startswith("s3://") else Path(address or folder / "artifacts").absolute()
        self._objects = _open(address, self._folder)

    def __str__(self) -> str:
        return self._address or str(self._folder)

    def put(self, key: str, content: bytes | Path) -> None:
        """Raises NoRoom where the disk is full, StorageGone where the storage does not answer."""
        import obstore  # noqa: PLC0415 - only where something is kept

        try:
            obstore.put(self._objects, key, content)
        except (OSError, obstore.exceptions.BaseError) as error:
            raise self._told(error) from error

    def get(self, key: str) -> bytes | None:
        """None where there is none."""
        import obstore  # noqa: PLC0415 - as above

        try:
            return bytes(obstore.get(self._objects, key).bytes())
        except FileNotFoundError:
            return None
        except (OSError, obstore.exceptions.BaseError) as error:
            raise self._told(error) from error

    def drop(self, prefix: str) -> None:
        """All whose keys begin so; `prefix` is a folder."""
        import obstore  # noqa: PLC0415 - as above

        try:
            keys = [each["path"] for page in obstore.list(self._objects, f"{prefix}/") for each in page]
            for key in keys:
                obstore.delete(self._objects, key)
        except FileNotFoundError:  # another process was faster
            pass
        except (OSError, obstore.exceptions.BaseError) as error:
            raise self._told(error) from error
        if self._folder is not None:
            shutil.rmtree(self._folder / prefix, ignore_errors=True)

    def check_room(self) -> None:
        """Raises NoRoom where nothing new is accepted."""
        if self._folder is None:
            return
        free = shutil.disk_usage(self._folder).free
        if free < LEAST_FREE:
            raise NoRoom(
                f"{self._folder} has {free / 1e6:.0f} MB free; nothing new is accepted below {LEAST_FREE / 1e6:.0f}",
                "free some space on that disk: runs that wait are kept, and go on",
            )

    def _told(self, error: Exception) -> Exception:
        first = str(error).strip().split("\n", maxsplit=1)[0]
        if getattr(error, "errno", None) in FULL or "os error 28" in str(error):
            return NoRoom(f"{self}: no space is left", "free some space on that disk")
        return StorageGone(f"{self} cannot be used: {first}", "correct UPFLOW_ARTIFACTS, or make it answer")


def _open(address: str, folder: Path | None) -> "ObjectStore":
    from obstore.store import LocalStore, S3Store  # noqa: PLC0415 - as above

    if folder is None:
        # Credentials, region and endpoint are those of the usual variables: AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL ...
        return S3Store.from_url(address)
    if "://" in address:
        raise WrongUse(
            f"no storage is known by {address.partition(':')[0]!r}", "expected s3://BUCKET/PREFIX or a folder"
        )
    try:
        return LocalStore(folder, mkdir=True)
    except Exception as error:  # noqa: BLE001  # whatever it is, the folder cannot be used
        raise WrongUse(f"{folder}: {error}", "name another folder with --data or UPFLOW_ARTIFACTS") from None
