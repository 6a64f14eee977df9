CREATE TABLE runs (
    number    {identity},
    id        TEXT NOT NULL UNIQUE,
    state     TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
    source    TEXT NOT NULL,
    name      TEXT NOT NULL,
    question  TEXT NOT NULL,
    trials    INTEGER NOT NULL,
    created   TEXT NOT NULL,
    started   TEXT,
    ended     TEXT,
    attempts  INTEGER NOT NULL DEFAULT 0,
    error     TEXT NOT NULL DEFAULT '',
    hint      TEXT NOT NULL DEFAULT '',
    owner     TEXT,
    heartbeat TEXT,
    CHECK ((state = 'running') = (owner IS NOT NULL))
);

CREATE INDEX runs_waiting ON runs (state, number);

CREATE TABLE events (
    run     TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq     INTEGER NOT NULL,
    at      TEXT NOT NULL,
    kind    TEXT NOT NULL,
    label   TEXT NOT NULL,
    text    TEXT NOT NULL,
    outcome TEXT,
    PRIMARY KEY (run, seq)
);

CREATE TABLE reports (
    run      TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    complete INTEGER NOT NULL,
    json     TEXT NOT NULL,
    summary  TEXT NOT NULL
);

CREATE TABLE archives (
    run     TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    content {bytes} NOT NULL
);
