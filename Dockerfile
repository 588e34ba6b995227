# Hymn Sheet as an image: not root, nothing fetched at the start, styles and scripts built in. compose.yaml has the whole site.
FROM python:3.13-slim-trixie

# pg_dump and pg_restore, for `manage.py backup` and `restore`.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /srv/hymn-sheet hymns \
 && install --directory --owner=hymns --group=hymns /srv/hymn-sheet /data

WORKDIR /srv/hymn-sheet
COPY requirements/scale.txt requirements/scale.txt
RUN python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/scale.txt

COPY manage.py ./
COPY pyproject.toml ./
COPY workshop workshop
COPY sessions sessions
COPY exercises exercises
COPY templates templates
COPY static static

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000 DATA_DIR=/srv/hymn-sheet/var
RUN install --directory --owner=hymns --group=hymns var
USER hymns
RUN SECRET_KEY=only-while-building python manage.py collect

EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["python", "-m", "workshop.healthy"]
CMD ["python", "manage.py", "live"]
