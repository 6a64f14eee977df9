"""The words that `check` and `migrate` share, and the question that they ask."""

import argparse

from service.reading import Question


def add_question(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="PATH", help="a project's folder, one Python file, or a Git URL")
    parser.add_argument(
        "--from", dest="baseline", metavar="TF", help="the version it runs on today (default: what it declares)"
    )
    parser.add_argument("--python", metavar="X.Y", help="the interpreter (default: what both allow)")
    parser.add_argument("--select", action="append", default=[], metavar="RULE", help="only this rule; repeatable")
    parser.add_argument("--skip", action="append", default=[], metavar="RULE", help="not this rule; repeatable")


def add_machine(parser: argparse.ArgumentParser) -> None:
    """What the project is to run on: facts answer whether the GPU works, no GPU is needed for that."""
    from matrices.wheels import PLATFORMS  # noqa: PLC0415 - `migrate` asks for no machine

    group = parser.add_argument_group("the machine that it is to run on")
    which = group.add_mutually_exclusive_group()
    which.add_argument("--gpu", metavar="CARD", help="a card as nvidia-smi names it, or a capability such as 8.6")
    which.add_argument("--cpu", action="store_true", help="no GPU is wanted: say nothing of images with CUDA")
    group.add_argument("--driver", metavar="V", help="the version of NVIDIA's driver, such as 470 or 535.104.05")
    group.add_argument("--image", metavar="NAME", help="a container image, such as nvidia/cuda:11.8.0-cudnn8-runtime")
    group.add_argument("--platform", choices=PLATFORMS, help="where the GPU is (default: linux_x86_64)")


def question(options: argparse.Namespace, targets: tuple[str, ...]) -> Question:
    return Question(
        baseline=options.baseline,
        targets=targets,
        python=options.python,
        select=tuple(options.select),
        skip=tuple(options.skip),
        gpu=getattr(options, "gpu", None),
        driver=getattr(options, "driver", None),
        image=getattr(options, "image", None),
        platform=getattr(options, "platform", None),
        cpu=getattr(options, "cpu", False),
    )
