# The service. It starts no trial in itself: trials run beside it, in containers of the engine whose socket it is given.
# Build: docker build -t upflow .      Run: docker compose up -d

ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /src
COPY requirements.lock .
COPY deploy/requirements.lock service.lock
# Only what the lock files name, and only with the hashes that they name; what builds stays in an environment of its own.
RUN sed -n '/^setuptools==/,/# via/p' requirements.lock > build.lock \
 && python -m venv /opt/build \
 && /opt/build/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r build.lock \
 && python -m venv /opt/upflow \
 && /opt/upflow/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r service.lock
COPY pyproject.toml README.md ./
COPY matrices matrices
COPY migrations migrations
COPY service service
RUN /opt/build/bin/pip wheel --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist . \
 && /opt/upflow/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps dist/*.whl

FROM python:${PYTHON}-slim
# git fetches the repositories that are to be checked; certificates are for git and the package index.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin upflow \
 && install -d -o upflow -g upflow -m 0750 /var/lib/upflow
COPY --from=build /opt/upflow /opt/upflow
ENV PATH=/opt/upflow/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    UPFLOW_DATA=/var/lib/upflow
USER upflow
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/api/v1/health', timeout=4)"]
ENTRYPOINT ["upflow"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
