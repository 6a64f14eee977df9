-- What the database looks like after every step (step_*.sql); a test proves that they agree on SQLite and PostgreSQL.

-- Requests and what became of them. `number` is the order of arrival; `source`, `question` and `labels` are JSON. `turn` is the
-- order in which they are taken (turns.py), `round` grows with each retry, `attempts` counts who took the
-- round up, `stuck` those since something of it was done, `said` the events.
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
    hint      TEXT NOT NULL DEFAULT '',
    stuck     INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX runs_by_state ON runs (state, number);
CREATE INDEX runs_by_project ON runs (project, number);
CREATE INDEX runs_by_turn ON runs (priority, project, turn);

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

-- The newest report of a run: static until `complete`. `summary` is the verdict of each candidate, for lists. The report itself
-- is an artifact; `json` has those from before there were any.
CREATE TABLE reports (
    run      TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    complete INTEGER NOT NULL,
    summary  TEXT NOT NULL,
    json     TEXT
);

-- Uploads from before there were artifacts.
CREATE TABLE archives (
    run     TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    content {bytes} NOT NULL
);

-- Each trial of a run: what to do (`spec`, JSON), who does it, and how it ended. `outcome` is empty where there was nothing to be
-- had. Its log is an artifact.
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

-- Who takes part. `beats` grows while a worker lives: whoever watches counts the time by his own clock.
CREATE TABLE workers (
    id      TEXT PRIMARY KEY,
    host    TEXT NOT NULL,
    labels  TEXT NOT NULL,
    started TEXT NOT NULL,
    seen    TEXT NOT NULL,
    beats   INTEGER NOT NULL DEFAULT 0
);

-- Webhooks that were taken: one that is delivered again is not worked on again.
CREATE TABLE bot_deliveries (
    id       TEXT PRIMARY KEY,
    event    TEXT NOT NULL,
    received TEXT NOT NULL
);

CREATE INDEX bot_deliveries_received ON bot_deliveries (received);

-- Who let us in, and who shut the door again.
CREATE TABLE bot_installations (
    id      BIGINT PRIMARY KEY,
    account TEXT NOT NULL,
    open    INTEGER NOT NULL,
    changed TEXT NOT NULL
);

-- Work that waits until it is due, one of a key. `puts` counts how often it was wanted, so that what is wanted while it is
-- worked on is done again; `owner` has it until `until`, or longer while it shows that it lives.
CREATE TABLE bot_items (
    key      TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    payload  TEXT NOT NULL,
    due      TEXT NOT NULL,
    puts     INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    owner    TEXT,
    until    TEXT
);

CREATE INDEX bot_items_due ON bot_items (due);

-- Pull requests, and how far the check of the newest head is. `wanted` is what somebody asked for beside, as JSON; `moved`
-- are the versions that it moves. `comment_key` stands before the one comment is made, `comment` after. `beside` is JSON of
-- what the text needs and the runs do not know.
CREATE TABLE bot_pulls (
    repository   BIGINT NOT NULL,
    number       INTEGER NOT NULL,
    name         TEXT NOT NULL,
    installation BIGINT NOT NULL,
    head_branch  TEXT NOT NULL,
    base_branch  TEXT NOT NULL,
    state        TEXT NOT NULL,
    head         TEXT NOT NULL,
    base         TEXT NOT NULL,
    wanted       TEXT NOT NULL,
    moved        TEXT NOT NULL,
    check_run    BIGINT,
    base_run     TEXT,
    head_run     TEXT,
    comment_key  TEXT,
    comment      BIGINT,
    beside       TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (repository, number)
);

CREATE INDEX bot_pulls_runs ON bot_pulls (head_run, base_run);

-- Answers to commands: the key stands before the comment is made. Some are given once to a person, whatever they ask.
CREATE TABLE bot_answers (
    key        TEXT PRIMARY KEY,
    repository BIGINT NOT NULL,
    number     INTEGER NOT NULL,
    made       TEXT NOT NULL
);

-- Rules that somebody who may write ignores in one pull request, and why.
CREATE TABLE bot_ignores (
    repository BIGINT NOT NULL,
    number     INTEGER NOT NULL,
    rule       TEXT NOT NULL,
    until      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    person     TEXT NOT NULL,
    PRIMARY KEY (repository, number, rule)
);

-- Who may ask. Of a token only the SHA-256 is kept: its text has 32 random bytes, and is shown once. A session of the pages is
-- a token with a `parent`, and goes with it.
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

-- Idempotency keys, with what was asked: the same request with the same key is the same run.
CREATE TABLE repeats (
    key         TEXT PRIMARY KEY,
    run         TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL
);

-- What is known of the database itself: `artifacts` is also written among its artifacts.
CREATE TABLE marks (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Addresses that are told when a run ends, and what is signed with. The secret is needed to sign, so it is kept as it is.
CREATE TABLE hooks (
    id      TEXT PRIMARY KEY,
    url     TEXT NOT NULL,
    secret  TEXT NOT NULL,
    created TEXT NOT NULL
);

-- What has to be told, in the transaction that ended the run. `due` is when to try (again).
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
