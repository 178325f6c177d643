# Recipes for people who work on Ausrufer. `just` alone lists them.

[private]
default:
    @just --list

# Two invented towns, a sample website and a sample follower on this machine; no network.
demo port="8080":
    cargo run --release -- demo --port {{ port }}

# Everything a change must pass before it is handed in.
check: format lint test generated

# Formatting, checked only.
format:
    cargo fmt --all --check

# Clippy, with every warning an error.
lint:
    cargo clippy --all-targets --locked -- -D warnings

# All tests, on SQLite always and on PostgreSQL where one is found; AUSRUFER_REQUIRE=postgres insists on it.
test *filter:
    cargo test --locked {{ filter }}

# Files that are generated must be what the program would write now.
generated:
    cargo run --quiet --locked -- config template | diff -u config/ausrufer.toml -

# Write the generated files anew.
generate:
    cargo run --quiet --locked -- config template > config/ausrufer.toml

# Licences, advisories, forbidden crates, sources (needs cargo-deny and the network).
deny:
    cargo deny --all-features check

# Micro-benchmarks.
bench *filter:
    cargo bench --locked {{ filter }}

# The outside checks' own Node and libraries.
e2e-install:
    cd e2e && npm install

# Accessibility, requests, storage and overflow of running towns, e.g. `just a11y http://musterbach.localhost:8080/`.
a11y +urls: e2e-install
    cd e2e && PATH="$PWD/node_modules/.bin:$PATH" node a11y.mjs {{ urls }}

# The same, and pictures of every page in e2e/screenshots/; start `just demo` first and give the addresses it prints.
screenshots +urls: e2e-install
    cd e2e && PATH="$PWD/node_modules/.bin:$PATH" node a11y.mjs --screenshots screenshots {{ urls }}
