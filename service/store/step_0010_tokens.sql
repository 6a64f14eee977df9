CREATE TABLE tokens (
    id      TEXT PRIMARY KEY,
    hash    TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    scope   TEXT NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
    parent  TEXT REFERENCES tokens (id) ON DELETE CASCADE,
    created TEXT NOT NULL,
    expires TEXT,
    used    TEXT
);

CREATE TABLE repeats (
    key         TEXT PRIMARY KEY,
    run         TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL
);
