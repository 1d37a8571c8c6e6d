# Superset with our configuration and dashboards, and the commands that apply them and keep them ready.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
WORKDIR /app
COPY requirements/superset.lock requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv .venv-superset && .venv-superset/bin/pip install --quiet --no-deps --require-hashes -r requirements/superset.lock
COPY src/govhub src/govhub
COPY dashboards dashboards
COPY dbt dbt
COPY sources sources
COPY orgaos.yaml ./
RUN echo /app/src > .venv-superset/lib/python3.11/site-packages/govhub.pth \
 && .venv-superset/bin/python -m compileall -q src dashboards \
 && .venv-superset/bin/pip uninstall --quiet --yes pip

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Gov Hub BR: painéis" \
      org.opencontainers.image.licenses="MIT"
# Reports as a picture or PDF need Chromium (some 350 MB): build with --build-arg CHROMIUM=true.
ARG CHROMIUM=false
# hadolint ignore=DL3008
RUN groupadd --gid 10001 govhub \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/govhub --shell /usr/sbin/nologin govhub \
 && install -d -o 10001 -g 10001 -m 0750 /var/lib/govhub \
 && if [ "$CHROMIUM" = true ]; then \
      apt-get update && apt-get install -y --no-install-recommends chromium fonts-dejavu-core \
      && rm -rf /var/lib/apt/lists/*; \
    fi
COPY --from=build /app /app
ENV PATH=/app/.venv-superset/bin:/usr/local/bin:/usr/bin:/bin \
    GOVHUB_HOME=/var/lib/govhub \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp
WORKDIR /var/lib/govhub
USER 10001:10001
ENTRYPOINT ["python", "-m", "govhub.cli.dashboards"]
CMD ["serve"]
