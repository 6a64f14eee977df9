-- Addresses that are told when a run ends, and what they have to be told.

-- name: add_hook
INSERT INTO hooks (id, url, secret, created) VALUES (:id, :url, :secret, :now) RETURNING *;

-- name: list_hooks
SELECT hooks.*,
    (SELECT count(*) FROM deliveries WHERE hook = hooks.id AND delivered IS NULL AND attempts < :most) AS waiting,
    (SELECT count(*) FROM deliveries WHERE hook = hooks.id AND delivered IS NULL AND attempts >= :most) AS given_up
FROM hooks ORDER BY created, id;

-- name: drop_hook
DELETE FROM hooks WHERE id = :id;

-- name: run_ended_hooks
INSERT INTO deliveries (id, hook, run, due)
SELECT hooks.id || '-' || runs.id || '-' || runs.round, hooks.id, runs.id, CAST(:now AS TEXT)
FROM hooks, runs
WHERE runs.id = :run
ON CONFLICT (id) DO NOTHING;

-- name: take_delivery
UPDATE deliveries
SET attempts = attempts + 1, due = :again
WHERE (due <= :now OR due > :beyond) AND delivered IS NULL AND id = (
    SELECT id FROM deliveries
    WHERE delivered IS NULL AND (due <= :now OR due > :beyond) AND attempts < :most ORDER BY due LIMIT 1)
RETURNING id, run, attempts,
    (SELECT url FROM hooks WHERE hooks.id = deliveries.hook) AS url,
    (SELECT secret FROM hooks WHERE hooks.id = deliveries.hook) AS secret;

-- name: end_delivery
UPDATE deliveries SET delivered = :delivered, due = :due, answer = :answer WHERE id = :id;
