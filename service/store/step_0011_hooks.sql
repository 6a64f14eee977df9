CREATE TABLE hooks (
    id      TEXT PRIMARY KEY,
    url     TEXT NOT NULL,
    secret  TEXT NOT NULL,
    created TEXT NOT NULL
);

CREATE TABLE deliveries (
    id        TEXT PRIMARY KEY,
    hook      TEXT NOT NULL REFERENCES hooks (id) ON DELETE CASCADE,
    run       TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    due       TEXT NOT NULL,
    attempts  INTEGER NOT NULL DEFAULT 0,
    delivered TEXT,
    answer    TEXT NOT NULL DEFAULT ''
);

CREATE INDEX deliveries_due ON deliveries (delivered, due);
