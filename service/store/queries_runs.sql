-- Every question and change about runs, by name. What changes a run that is running names its round.

-- name: add_run
INSERT INTO runs (id, state, source, name, project, question, trials, priority, turn, labels, created)
VALUES (:id, 'queued', :source, :name, :project, :question, :trials, :priority,
    (SELECT max(turn) + 1 FROM (
        SELECT CAST(:base AS INTEGER) AS turn
        UNION ALL SELECT max(turn) FROM runs WHERE priority = :priority AND started IS NOT NULL
        UNION ALL SELECT max(turn) FROM runs WHERE priority = :priority AND project = :project
    ) AS taken),
    :labels, :now)
RETURNING *;

-- name: get_archive
SELECT content FROM archives WHERE run = :run;

-- name: drop_archive
DELETE FROM archives WHERE run = :run;

-- name: get_run
SELECT * FROM runs WHERE id = :id;

-- name: get_version
SELECT state, round, attempts, said FROM runs WHERE id = :id;

-- name: list_runs
SELECT runs.*, coalesce(reports.summary, '[]') AS summary
FROM runs LEFT JOIN reports ON reports.run = runs.id
WHERE (CAST(:before AS TEXT) IS NULL OR number < (SELECT number FROM runs WHERE id = :before))
    AND (CAST(:project AS TEXT) IS NULL OR project = :project)
ORDER BY number DESC
LIMIT :limit;

-- name: list_projects
SELECT project, count(*) AS runs, max(number) AS newest
FROM runs
WHERE CAST(:after AS TEXT) IS NULL OR project > :after
GROUP BY project
ORDER BY project
LIMIT :limit;

-- name: count_states
SELECT state, count(*) AS runs FROM runs GROUP BY state;

-- name: list_unfinished
SELECT * FROM runs WHERE state IN ('queued', 'running') ORDER BY number;

-- name: take_run
UPDATE runs
SET state = 'running', started = coalesce(started, :now), attempts = attempts + 1,
    stuck = stuck + 1
WHERE id = :run AND round = :round AND state IN ('queued', 'running')
RETURNING *;

-- name: give_back_run
UPDATE runs
SET attempts = attempts - 1, stuck = CASE WHEN stuck > 0 THEN stuck - 1 ELSE 0 END
WHERE id = :run AND round = :round AND state = 'running' AND attempts > 0;

-- name: advance_run
UPDATE runs SET stuck = 0 WHERE id = :run;

-- name: next_round
UPDATE runs
SET round = round + 1, state = 'queued'
WHERE id = :run AND round = :round AND state IN ('queued', 'running')
RETURNING *;

-- name: end_run
UPDATE runs
SET state = :state, error = :error, hint = :hint, ended = :now
WHERE id = :run AND round = :round AND state IN ('queued', 'running');

-- name: cancel_run
UPDATE runs
SET state = 'cancelled', ended = :now
WHERE id = :run AND state IN ('queued', 'running')
RETURNING *;

-- name: retry_run
UPDATE runs
SET state = 'queued', round = round + 1, attempts = 0, stuck = 0, started = NULL, ended = NULL, error = '', hint = ''
WHERE id = :run AND state IN ('done', 'failed', 'cancelled')
    AND (CAST(:trial AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM trials WHERE run = :run AND key = :trial))
RETURNING *;

-- name: old_runs
SELECT id, round FROM runs WHERE state IN ('done', 'failed', 'cancelled') AND ended < :limit ORDER BY number LIMIT 100;

-- name: drop_run
DELETE FROM runs WHERE id = :run AND state IN ('done', 'failed', 'cancelled');

-- name: count_event
UPDATE runs SET said = said + 1 WHERE id = :run RETURNING said;

-- name: add_event
INSERT INTO events (run, seq, at, kind, label, text, outcome)
VALUES (:run, :seq, :now, :kind, :label, :text, :outcome);

-- name: drop_said
DELETE FROM events WHERE run = :run AND kind = 'said' AND label = :label;

-- name: list_events
SELECT seq, at, kind, label, text, outcome FROM events WHERE run = :run AND seq > :after ORDER BY seq;

-- name: save_report
INSERT INTO reports (run, complete, summary)
VALUES (:run, :complete, :summary)
ON CONFLICT (run) DO UPDATE SET complete = excluded.complete, summary = excluded.summary, json = NULL;

-- name: get_report
SELECT complete, json FROM reports WHERE run = :run;
