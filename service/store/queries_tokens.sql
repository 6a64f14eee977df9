-- Who may ask, and what was asked before with the same key.

-- name: add_token
INSERT INTO tokens (id, hash, name, scope, parent, created, expires)
VALUES (:id, :hash, :name, :scope, :parent, :now, :expires)
RETURNING *;

-- name: get_token
SELECT * FROM tokens WHERE hash = :hash AND (expires IS NULL OR expires > :now);

-- name: list_tokens
SELECT * FROM tokens WHERE parent IS NULL ORDER BY created, id;

-- name: use_token
UPDATE tokens SET used = :now WHERE id = :id;

-- name: revoke_token
DELETE FROM tokens WHERE id = :id;

-- name: drop_expired_tokens
DELETE FROM tokens WHERE expires < :now;

-- name: add_repeat
INSERT INTO repeats (key, run, fingerprint) VALUES (:key, :run, :fingerprint) ON CONFLICT (key) DO NOTHING;

-- name: get_repeat
SELECT run, fingerprint FROM repeats WHERE key = :key;
