"""What is asked joined with what the project says: the options of a command win. Pure."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.config.definition import Configuration
    from service.reading import Question
    from service.resolve.ways import Asking


def configured(asked: "Question", said: "Configuration") -> "Question":
    """The question with what the project says of itself where nothing was asked."""
    return asked._replace(
        baseline=asked.baseline or said.baseline,
        targets=asked.targets or said.to,
        pythons=asked.pythons or said.python,
        select=asked.select or said.select,
        skip=tuple(dict.fromkeys((*asked.skip, *said.skip))),
        gpu=asked.gpu or said.gpu,
        driver=asked.driver or said.driver,
        image=asked.image or said.image,
        platform=asked.platform or said.platform,
        cpu=asked.cpu or (said.cpu and not asked.gpu),
    )


def configured_set(asked: "Asking", said: "Configuration") -> "Asking":
    """The same for a set: one interpreter is asked for, the first that the project names."""
    from dataclasses import replace  # noqa: PLC0415 - who asks for a set has loaded it

    from matrices.wheels import LINUX  # noqa: PLC0415 - who asks for a set has loaded it
    from service.resolve.wish import Device  # noqa: PLC0415 - as above

    device = Device.CPU if said.cpu else Device.GPU if said.gpu else None
    return replace(
        asked,
        targets=asked.targets or said.to,
        baseline=asked.baseline or said.baseline,
        python=asked.python or next(iter(said.python), None),
        device=asked.device or device,
        platform=(said.platform or asked.platform) if asked.platform == LINUX else asked.platform,
    )
