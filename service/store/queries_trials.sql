-- Every question and change about trials, by name. What ends a trial names the worker that has it, and which attempt of it.

-- name: add_trial
INSERT INTO trials (run, key, label, spec, state)
VALUES (:run, :key, :label, :spec, 'waiting')
ON CONFLICT (run, key) DO NOTHING;

-- name: list_trials
SELECT trials.* FROM trials WHERE run = :run ORDER BY key;

-- name: get_trial
SELECT trials.* FROM trials JOIN runs ON runs.id = trials.run
WHERE run = :run AND key = :key AND runs.state = 'running' AND round = :round;

-- name: take_trial
UPDATE trials
SET state = 'running', worker = :worker, attempts = attempts + 1, started = :now
WHERE run = :run AND key = :key AND state <> 'ended'
    AND EXISTS (SELECT 1 FROM runs WHERE id = :run AND state = 'running')
RETURNING *;

-- name: give_back_trials
UPDATE trials
SET state = 'waiting', worker = NULL, attempts = attempts - 1
WHERE worker = :worker AND state = 'running';

-- name: has_trial
SELECT 1 FROM trials JOIN runs ON runs.id = trials.run
WHERE run = :run AND key = :key AND trials.state = 'running' AND runs.state = 'running'
    AND worker = :worker AND trials.attempts = :attempts AND retries = :retries;

-- name: end_trial
UPDATE trials
SET state = 'ended', ended = :now, outcome = :outcome, reason = :reason, message = :message, seconds = :seconds
WHERE run = :run AND key = :key AND state = 'running'
    AND worker = :worker AND attempts = :attempts AND retries = :retries;

-- name: retry_trials
UPDATE trials
SET state = 'waiting', worker = NULL, attempts = 0, retries = retries + 1, started = NULL, ended = NULL,
    outcome = NULL, reason = NULL, message = '', seconds = 0
WHERE run = :run AND (key = :trial OR (CAST(:trial AS TEXT) IS NULL AND (state <> 'ended' OR outcome = 'undecided')));
