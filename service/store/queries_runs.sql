-- Every question and change, by name. Changes of a run that is running name its owner: who lost it changes nothing.

-- name: add_run
INSERT INTO runs (id, state, source, name, question, trials, created)
VALUES (:id, 'queued', :source, :name, :question, :trials, :now)
RETURNING *;

-- name: add_archive
INSERT INTO archives (run, content) VALUES (:run, :content);

-- name: get_archive
SELECT content FROM archives WHERE run = :run;

-- name: drop_archive
DELETE FROM archives WHERE run = :run;

-- name: get_run
SELECT * FROM runs WHERE id = :id;

-- name: list_runs
SELECT runs.*, coalesce(reports.summary, '[]') AS summary
FROM runs LEFT JOIN reports ON reports.run = runs.id
WHERE CAST(:before AS TEXT) IS NULL OR number < (SELECT number FROM runs WHERE id = :before)
ORDER BY number DESC
LIMIT :limit;

-- name: count_states
SELECT state, count(*) AS runs FROM runs GROUP BY state;

-- name: has_queued
SELECT 1 FROM runs WHERE state = 'queued' LIMIT 1;

-- name: claim_run
UPDATE runs
SET state = 'running', owner = :owner, heartbeat = :now, started = :now, attempts = attempts + 1
WHERE number = (SELECT min(number) FROM runs WHERE state = 'queued')
RETURNING *;

-- name: beat
UPDATE runs SET heartbeat = :now WHERE id = :run AND owner = :owner;

-- name: end_run
UPDATE runs
SET state = :state, error = :error, hint = :hint, ended = :now, owner = NULL, heartbeat = NULL
WHERE id = :run AND owner = :owner;

-- name: release_runs
UPDATE runs
SET state = 'queued', owner = NULL, heartbeat = NULL, started = NULL, attempts = attempts - 1
WHERE owner = :owner;

-- name: requeue_stalled
UPDATE runs
SET state = 'queued', owner = NULL, heartbeat = NULL, started = NULL
WHERE state = 'running' AND heartbeat < :limit AND attempts < :attempts;

-- name: fail_stalled
UPDATE runs
SET state = 'failed', owner = NULL, heartbeat = NULL, ended = :now, error = :error, hint = :hint
WHERE state = 'running' AND heartbeat < :limit AND attempts >= :attempts
RETURNING id;

-- name: add_event
INSERT INTO events (run, seq, at, kind, label, text, outcome)
SELECT :run, (SELECT coalesce(max(seq), 0) + 1 FROM events WHERE run = :run), :now, :kind, :label, :text, :outcome
WHERE EXISTS (SELECT 1 FROM runs WHERE id = :run AND owner = :owner);

-- name: list_events
SELECT seq, at, kind, label, text, outcome FROM events
WHERE run = :run
    AND (kind <> 'said' OR seq = (SELECT max(seq) FROM events WHERE run = :run AND kind = 'said'))
ORDER BY seq;

-- name: save_report
INSERT INTO reports (run, complete, json, summary)
SELECT :run, :complete, :json, :summary
WHERE EXISTS (SELECT 1 FROM runs WHERE id = :run AND owner = :owner)
ON CONFLICT (run) DO UPDATE SET complete = excluded.complete, json = excluded.json, summary = excluded.summary;

-- name: get_report
SELECT complete, json FROM reports WHERE run = :run;

-- name: drop_report
DELETE FROM reports WHERE run = :run;
