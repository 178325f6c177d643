# syntax=docker/dockerfile:1
# Two stages: a full toolchain that builds, and an image with the program, the C library and the CA certificates.

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
# SQLite, libwebp and aws-lc are built from source; the image has the C compiler for it.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --locked --profile dist --bin ausrufer \
    && install -D -m 0755 target/dist/ausrufer /out/usr/local/bin/ausrufer \
    && install -d -m 0750 /out/var/lib/ausrufer

FROM gcr.io/distroless/cc-debian12:nonroot
LABEL org.opencontainers.image.title="Ausrufer" \
      org.opencontainers.image.description="Mirrors a town's own posts into the Fediverse and onto a plain public page" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later" \
      org.opencontainers.image.source="https://codeberg.org/ausrufer/ausrufer"
COPY --from=build --chown=nonroot:nonroot /out/ /
# 0.0.0.0 inside the container only: what reaches the world is decided by the network it is put into.
ENV AUSRUFER_SERVER_LISTEN=0.0.0.0:8080 \
    AUSRUFER_SERVER_INTERNAL_LISTEN=0.0.0.0:9090 \
    AUSRUFER_STORAGE_DATA_DIR=/var/lib/ausrufer
USER nonroot
WORKDIR /var/lib/ausrufer
VOLUME /var/lib/ausrufer
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["/usr/local/bin/ausrufer", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/ausrufer"]
CMD ["serve"]
