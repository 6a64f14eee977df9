"""All of the sandbox behind one door: `prepare` an environment, `run` a project in it."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from service.errors import NoRoom, NotReachable, WrongUse
from service.nouns import Environment, Outcome, Say
from service.probes import Asked, Probed
from service.sandbox import probing, trial
from service.sandbox.container import EngineLost, reap, stop
from service.sandbox.engine import HINT, connect
from service.sandbox.environments import FULL, KEEP, Environments
from service.sandbox.images import Images
from service.sandbox.limits import MIB, Limits
from service.settings import Settings


def limits_of(settings: Settings) -> Limits:
    """What a trial may use by the settings of this machine."""
    return Limits(memory=settings.memory * MIB, cpus=settings.cpus, seconds=settings.seconds, runtime=settings.runtime)


class Sandbox:
    """Opening it removes what killed processes left behind. Use as a context manager, or `close` it."""

    def __init__(
        self,
        data: Path,
        images: str = "auto",
        limits: Limits | None = None,
        *,
        ca_bundle: Path | None = None,
        keep: int = KEEP,
    ) -> None:
        """Raises NotReachable where no engine answers, NoRoom or WrongUse where `data` cannot be written."""
        self.limits = limits or Limits()
        self._engine = connect()
        try:
            reap(self._engine)
            self._images = Images(self._engine, images, data / "locks")
            self._environments = Environments(self._engine, data, ca_bundle, keep=keep)
        except EngineLost as lost:
            self.close()
            raise NotReachable(f"The container engine was lost: {lost}", HINT) from lost
        except OSError as error:
            self.close()
            trouble = NoRoom if error.errno in FULL else WrongUse
            raise trouble(f"{data} cannot be used: {error.strerror}.", "Set UPFLOW_DATA to another folder.") from error
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(cls, settings: Settings, say: Say) -> Self:
        """The sandbox of these settings."""
        say("connecting to the container engine")
        ca_bundle, keep = settings.ca_bundle, settings.keep * 10**9
        return cls(settings.data, settings.images, limits_of(settings), ca_bundle=ca_bundle, keep=keep)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def image(self, python: str, say: Say) -> str:
        """The image of this Python, pulled or built if it is not here yet. Raises NotReachable."""
        return self._images.of(python, say)

    def prepare(self, pins: tuple[str, ...], python: str, say: Say) -> Environment:
        """Raises NotPrepared with the outcome; NotReachable where there is no image; NoRoom where the disk is full."""
        return self._environments.prepare(pins, python, self.image(python, say), say)

    def run(self, environment: Environment, files: Mapping[str, bytes], command: tuple[str, ...], say: Say) -> Outcome:
        """The command in a folder that has these files, and nothing else of the host."""
        self._environments.compile(environment, say)
        return trial.run(self._engine, environment, files, command, self.limits, say=say)

    def probe(self, environment: Environment, asked: Asked, say: Say) -> tuple[Probed, ...]:
        """Saved files and functions, each tried in a process of its own."""
        self._environments.compile(environment, say)
        return probing.probe(self._engine, environment, asked, self.limits, say=say)

    def stop(self) -> None:
        """Ends at once what runs in another thread; what is begun after it is not ended."""
        stop(self._engine)

    def close(self) -> None:
        self._engine.close()
