"""Dockerfiles: what the name of a base image says, and what the commands install."""

import time

import pytest

from service.manifest import Role
from service.project.registry import read_file
from tests.service.project.reading import read

IMAGES = [
    ("nvidia/cuda:10.1-cudnn7-devel-ubuntu18.04", None, None, "10.1", "7"),
    ("nvidia/cuda:11.2.2-cudnn8-runtime-ubuntu20.04@sha256:abc", None, None, "11.2.2", "8"),
    ("nvidia/cuda:9.0-base", None, None, "9.0", None),
    ("tensorflow/tensorflow:2.3.0-gpu-py3", "2.3.0", None, None, None),
    ("tensorflow/tensorflow:2.3.0rc1", "2.3.0rc1", None, None, None),
    ("tensorflow/tensorflow:latest-gpu", None, None, None, None),
    ("docker.io/tensorflow/serving:2.5.1-gpu", "2.5.1", None, None, None),
    ("python:3.7.4-slim", None, "3.7.4", None, None),
    ("localhost:5000/python:3.8", None, "3.8", None, None),
    ("pytorch/pytorch:1.9.0-cuda11.1-cudnn8-runtime", None, None, "11.1", "8"),
    ("gcr.io/deeplearning-platform-release/tf2-gpu.2-8", "2.8", None, None, None),
    ("nvcr.io/nvidia/tensorflow:20.03-tf2-py3", None, None, None, None),
    ("ufoym/deepo:tensorflow-py36-cu101", None, "3.6", None, None),
    ("apache/beam_python3.10_sdk:2.51.0", None, "3.10", None, None),
    ("ubuntu:18.04", None, None, None, None),
]


@pytest.mark.parametrize(("reference", "tensorflow", "python", "cuda", "cudnn"), IMAGES)
def test_what_the_name_of_an_image_says(reference: str, tensorflow, python, cuda, cudnn):
    content = f"FROM {reference}\n"
    image = read("Dockerfile", content).images[0]
    assert (image.tensorflow, image.python, image.cuda, image.cudnn) == (tensorflow, python, cuda, cudnn)
    assert content[slice(*image.span or (0, 0))] == reference


def test_arguments_stages_and_platforms():
    found = read(
        "docker/Dockerfile.gpu",
        """# syntax=docker/dockerfile:1
ARG CUDA=10.1
ARG FULL=${CUDA}-cudnn7-runtime
FROM --platform=linux/amd64 nvidia/cuda:${FULL} AS base
FROM python:${PY:-3.6} as other
FROM base
FROM scratch
FROM $NOPE
""",
    )
    assert [(image.reference, image.line, image.span) for image in found.images] == [
        ("nvidia/cuda:10.1-cudnn7-runtime", 4, None),
        ("python:3.6", 5, None),
    ]
    assert [(python.version, python.line) for python in found.pythons] == [("3.6", 5)]
    assert [note.line for note in found.notes] == [8]


COMMANDS = """FROM ubuntu
ENV TF_VERSION 1.15.0
RUN apt-get update && apt-get install -y --no-install-recommends \\
    cuda-command-line-tools-10-1 \\
    # the next is cuDNN
    libcudnn7=7.6.4.38-1+cuda10.1 libnvinfer6 nvidia-driver-470 \\
    && rm -rf /var
RUN pip3 install --no-cache-dir -i https://x/simple "tensorflow-gpu==${TF_VERSION}" 'keras>=2,<3' numpy==1.16.* \\
      h5py<3 2>/dev/null \\
  && python3 -m pip install -U pip; pip install -r requirements.txt && pip install .[gpu]
RUN conda install -y -c conda-forge python=3.7 tensorflow-gpu=1.14 cudatoolkit=10.0 "numpy>=1.16" && conda clean
RUN pip install https://h/tensorflow-1.4.0-cp36-cp36m-linux_x86_64.whl tensorflow==$FOO
"""


def test_what_commands_install():
    found = read("Dockerfile", COMMANDS)
    assert [(line.line, str(line.requirement)) for line in found.lines if line.role is Role.INSTALLED] == [
        (8, "tensorflow-gpu==1.15.0"),
        (8, "keras<3,>=2"),
        (8, "numpy==1.16.*"),
        (9, "h5py<3"),
        (10, "pip"),
        (11, "tensorflow-gpu==1.14.*"),
        (11, "numpy>=1.16"),
    ]
    assert found.of(Role.ADDRESSED) == ["tensorflow==1.4.0"]
    assert found.spans[:3] == [(None, None), ("keras", ">=2,<3"), ("numpy", "==1.16.*")]
    assert found.spans[5] == ("tensorflow-gpu", "=1.14")
    assert [(note.line, "tensorflow" in note.message) for note in found.notes] == [(12, True)]


def test_cuda_that_commands_install():
    found = read("Dockerfile", COMMANDS)
    assert [(kit.name, kit.version, kit.line) for kit in found.toolkits] == [
        ("cuda", "10.1", 4),
        ("cudnn", "7.6.4.38", 6),
        ("tensorrt", None, 6),
        ("driver", "470", 6),
        ("cuda", "10.0", 11),
    ]
    assert [python.version for python in found.pythons] == ["3.7"]


FORMS = """FROM ubuntu:20.04
ARG CUDA=11.2
RUN --mount=type=cache,target=/root/.cache/pip pip install tensorflow==2.8.0
RUN ["pip", "install", "keras==2.8.0"]
RUN ["/bin/bash", "-c", "pip install scipy==1.7"]
RUN <<EOF
apt-get install -y cuda-command-line-tools-${CUDA/./-} python3.8 python3.8-dev
pip install \\
    pandas==1.4.0

# h5py
pip install h5py==3.1
EOF
RUN bash -lc "source activate x && pip install gast==0.4"
RUN conda run -n base python -m pip install pillow==8.0
RUN timeout 300 env A=1 pip install wrapt && poetry add six==1.16 && uv add absl-py && pipenv install termcolor
RUN uv python install 3.9.1 && pyenv global 3.8.10
ARG _SUFFIX=${PYTHON_3:+3}
ARG TF=tensorflow-gpu
ARG TF_VERSION=2.1.0
RUN pip${_SUFFIX} install ${TF}${TF_VERSION:+==${TF_VERSION}} ${OTHER:+six}
"""


def test_forms_in_which_commands_are_given():
    found = read("Dockerfile", FORMS)
    assert [(line.line, str(line.requirement)) for line in found.lines] == [
        (3, "tensorflow==2.8.0"),
        (4, "keras==2.8.0"),
        (5, "scipy==1.7"),
        (9, "pandas==1.4.0"),
        (12, "h5py==3.1"),
        (14, "gast==0.4"),
        (15, "pillow==8.0"),
        (16, "wrapt"),
        (16, "six==1.16"),
        (16, "absl-py"),
        (16, "termcolor"),
        (21, "tensorflow-gpu==2.1.0"),
    ]
    assert found.spans[2:4] == [("scipy", "==1.7"), ("pandas", "==1.4.0")]
    assert [(kit.name, kit.version, kit.line) for kit in found.toolkits] == [("cuda", "11.2", 7)]
    assert [(python.version, python.span is None) for python in found.pythons] == [
        ("3.8", True),
        ("3.9.1", False),
        ("3.8.10", False),
    ]


def test_many_files_that_are_named_are_looked_up_by_name():
    content = ("RUN pip install" + " -r a.txt" * 200 + "\n").encode() * 500
    files = {"Dockerfile": content, **{f"{at}/b{at}.txt": b"" for at in range(20_000)}}
    start = time.process_time()
    assert not read_file("Dockerfile", "docker", files)
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "content", ["RUN \\\n" * 50_000, "FROM " + "$A" * 10_000, "RUN pip install " + "a " * 40_000, "ENV A=$A$A\n" * 100]
)
def test_hostile_files_end(content: str):
    found = read("Dockerfile", content)
    assert len(found.notes) <= 2
