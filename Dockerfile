# syntax=docker/dockerfile:1
# One image for every Airflow component: Python, the hash-locked packages, Baocao and its data files.
# The digest is the manifest list of the tag; `docker build` refuses anything else under that name.
ARG PYTHON_IMAGE=python:3.12.14-slim-bookworm@sha256:782412e85d0f0984994c290652577d4018aff08145c85b262bb63dc0c7522254

FROM ${PYTHON_IMAGE} AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never \
    UV_NO_CACHE=1
WORKDIR /build
COPY requirements/bootstrap.txt requirements/server.txt requirements/
RUN pip install --require-hashes -r requirements/bootstrap.txt \
    && uv venv /opt/venv \
    && uv pip sync --python /opt/venv/bin/python --require-hashes requirements/server.txt
COPY pyproject.toml LICENSE README.md ./
COPY requirements/runtime.in requirements/
COPY src src
RUN uv pip install --python /opt/venv/bin/python --no-deps --no-build-isolation .

FROM ${PYTHON_IMAGE}
# Airflow's home holds process ids, which mean nothing to another container: each has its own.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/tmp/airflow \
    BAOCAO_HOME=/srv/baocao \
    BAOCAO_SEEDS=/opt/baocao/seeds \
    BAOCAO_EXPECTATIONS=/opt/baocao/expectations \
    BAOCAO_DBT_PROJECT=/opt/baocao/dbt_project \
    USER=baocao \
    HOME=/tmp
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /tmp baocao \
    && install -d -o baocao -g baocao -m 0750 /srv/baocao
COPY --from=packages /opt/venv /opt/venv
WORKDIR /opt/baocao
COPY dags dags
COPY dbt_project dbt_project
COPY seeds seeds
COPY expectations expectations
# Nothing under /opt belongs to this user: state is written to /srv/baocao alone.
USER 10001:10001
CMD ["airflow", "version"]
