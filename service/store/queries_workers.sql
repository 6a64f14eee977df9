-- Every question and change about workers, by name.

-- name: beat
INSERT INTO workers (id, host, labels, started, seen, beats)
VALUES (:id, :host, :labels, :now, :now, 1)
ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, beats = workers.beats + 1;

-- name: list_workers
SELECT * FROM workers ORDER BY id;

-- name: drop_worker
DELETE FROM workers WHERE id = :id;
