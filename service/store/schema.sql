-- What the database looks like after every step (step_*.sql); a test proves that they agree.

-- Requests and what became of them. `number` is the order of arrival. `owner` and `heartbeat` name the worker that has
-- the run and when it was last alive; `source` and `question` are JSON.
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

-- What a run said while it ran, in order: the live state is read from here, by people and by anything that follows.
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

-- The newest report of a run: static until `complete`. `summary` is the verdict of each candidate, for lists.
CREATE TABLE reports (
    run      TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    complete INTEGER NOT NULL,
    json     TEXT NOT NULL,
    summary  TEXT NOT NULL
);

-- Uploads, until their run ended. In the database and not beside it: they come and go in the run's own transaction.
CREATE TABLE archives (
    run     TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    content {bytes} NOT NULL
);
