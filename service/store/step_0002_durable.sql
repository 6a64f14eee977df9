-- Runs that outlive their workers: trials, workers and rounds of their own, and no owner of a run any more.
ALTER TABLE runs RENAME TO old_runs;
ALTER TABLE events RENAME TO old_events;
ALTER TABLE reports RENAME TO old_reports;
ALTER TABLE archives RENAME TO old_archives;
DROP INDEX runs_waiting;

CREATE TABLE runs (
    number    {identity},
    id        TEXT NOT NULL UNIQUE,
    state     TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    source    TEXT NOT NULL,
    name      TEXT NOT NULL,
    project   TEXT NOT NULL,
    question  TEXT NOT NULL,
    trials    INTEGER NOT NULL,
    priority  INTEGER NOT NULL,
    turn      INTEGER NOT NULL,
    labels    TEXT NOT NULL,
    created   TEXT NOT NULL,
    started   TEXT,
    ended     TEXT,
    round     INTEGER NOT NULL DEFAULT 1,
    attempts  INTEGER NOT NULL DEFAULT 0,
    said      INTEGER NOT NULL DEFAULT 0,
    error     TEXT NOT NULL DEFAULT '',
    hint      TEXT NOT NULL DEFAULT ''
);

CREATE INDEX runs_by_state ON runs (state, number);
CREATE INDEX runs_by_project ON runs (project, number);
CREATE INDEX runs_by_turn ON runs (priority, project, turn);

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
    summary  TEXT NOT NULL,
    json     TEXT
);

CREATE TABLE archives (
    run     TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    content {bytes} NOT NULL
);

CREATE TABLE trials (
    run      TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    key      TEXT NOT NULL,
    label    TEXT NOT NULL,
    spec     TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'ended')),
    worker   TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    retries  INTEGER NOT NULL DEFAULT 0,
    started  TEXT,
    ended    TEXT,
    outcome  TEXT,
    reason   TEXT,
    message  TEXT NOT NULL DEFAULT '',
    seconds  REAL NOT NULL DEFAULT 0,
    PRIMARY KEY (run, key)
);

CREATE TABLE workers (
    id      TEXT PRIMARY KEY,
    host    TEXT NOT NULL,
    labels  TEXT NOT NULL,
    started TEXT NOT NULL,
    seen    TEXT NOT NULL,
    beats   INTEGER NOT NULL DEFAULT 0
);

INSERT INTO runs (id, state, source, name, project, question, trials, priority, turn, labels, created, started, ended,
                  attempts, error, hint)
SELECT id, CASE state WHEN 'running' THEN 'queued' ELSE state END, source, name, name, question, trials, 1,
       700000000 + number, '[]', created, started, ended, 0, error, hint
FROM old_runs ORDER BY number;

INSERT INTO events SELECT * FROM old_events;
INSERT INTO reports (run, complete, summary, json) SELECT run, complete, summary, json FROM old_reports;
INSERT INTO archives SELECT * FROM old_archives;
UPDATE runs SET said = (SELECT coalesce(max(seq), 0) FROM events WHERE events.run = runs.id);

DROP TABLE old_events;
DROP TABLE old_reports;
DROP TABLE old_archives;
DROP TABLE old_runs;
