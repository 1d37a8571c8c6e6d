#!/bin/sh
# Makes the images and, with the command in one of them, the secrets that are missing, a file each.
# GOVHUB_SECRETS_FOLDER says where (default: .govhub/secrets); it may be run again, nothing is overwritten.
set -eu
cd "$(dirname "$0")/../.."
folder=${GOVHUB_SECRETS_FOLDER:-.govhub/secrets}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
docker compose --profile demo --profile celery build
docker run --rm --read-only --network none --user "$(id -u):$(id -g)" --cap-drop ALL \
    --env "GOVHUB_POSTGRES_HOST=${GOVHUB_POSTGRES_HOST:-postgres}" \
    --env "GOVHUB_POSTGRES_PORT=${GOVHUB_DATABASE_PORT:-5432}" \
    --env GOVHUB_REDIS_HOST=redis --env GOVHUB_HOME=/tmp/govhub \
    --volume "$folder:/segredos" "govhub-platform:${GOVHUB_TAG:-local}" init --secrets-dir /segredos
