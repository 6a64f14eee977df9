-- What the bot on pull requests remembers. Ids of a forge are larger than what 32 bits hold.

-- Webhooks that were taken: one that is delivered again is not worked on again.
CREATE TABLE bot_deliveries (
    id       TEXT PRIMARY KEY,
    event    TEXT NOT NULL,
    received TEXT NOT NULL
);

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
-- are the versions that it moves. `comment_key` stands before the one comment is made, `comment` after.
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
