-- The bot's questions and changes. What is worked on names its owner: who lost it changes nothing.

-- name: add_delivery
INSERT INTO bot_deliveries (id, event, received) VALUES (:id, :event, :now) ON CONFLICT (id) DO NOTHING;

-- name: drop_old_deliveries
DELETE FROM bot_deliveries WHERE received < :limit;

-- name: put_installation
INSERT INTO bot_installations (id, account, open, changed) VALUES (:id, :account, :open, :now)
ON CONFLICT (id) DO UPDATE SET account = excluded.account, open = excluded.open, changed = excluded.changed;

-- name: get_installation
SELECT * FROM bot_installations WHERE id = :id;

-- name: put_bot_item
INSERT INTO bot_items (key, kind, payload, due, puts, attempts) VALUES (:key, :kind, :payload, :due, 1, 0)
ON CONFLICT (key) DO UPDATE
SET payload = excluded.payload, due = excluded.due, puts = bot_items.puts + 1, attempts = 0;

-- name: claim_bot_item
UPDATE bot_items SET owner = :owner, until = :until, attempts = attempts + 1
WHERE key = (
    SELECT waiting.key FROM bot_items AS waiting
    WHERE waiting.due <= :now AND (waiting.owner IS NULL OR waiting.until < :now)
    ORDER BY waiting.due, waiting.key
    LIMIT 1
) AND (owner IS NULL OR until < :now)
RETURNING *;

-- name: keep_bot_items
UPDATE bot_items SET until = :until WHERE owner = :owner;

-- name: end_bot_item
DELETE FROM bot_items WHERE key = :key AND owner = :owner AND puts = :puts;

-- name: put_off_bot_item
UPDATE bot_items
SET owner = NULL, until = NULL, attempts = :attempts, due = CASE WHEN puts = :puts THEN :due ELSE due END
WHERE key = :key AND owner = :owner;

-- name: release_bot_items
UPDATE bot_items SET owner = NULL, until = NULL WHERE owner = :owner;

-- name: run_ended_wakes_bot
UPDATE bot_items SET due = :now, puts = puts + 1
WHERE kind = 'pull' AND due > :now AND key IN (
    SELECT 'pull:' || repository || ':' || number FROM bot_pulls WHERE head_run = :run OR base_run = :run
);

-- name: add_pull
INSERT INTO bot_pulls (
    repository, number, name, installation, head_branch, base_branch, state, head, base, wanted, moved
) VALUES (:repository, :number, :name, :installation, '', '', 'new', '', '', '', '[]')
ON CONFLICT (repository, number) DO UPDATE SET name = excluded.name, installation = excluded.installation;

-- name: get_pull
SELECT * FROM bot_pulls WHERE repository = :repository AND number = :number;

-- name: save_pull
UPDATE bot_pulls
SET head_branch = :head_branch, base_branch = :base_branch, state = :state, head = :head, base = :base, moved = :moved,
    check_run = :check_run, base_run = :base_run, head_run = :head_run, comment_key = :comment_key, comment = :comment, beside = :beside
WHERE repository = :repository AND number = :number;

-- name: want_pull
UPDATE bot_pulls SET wanted = :wanted WHERE repository = :repository AND number = :number;

-- name: answer_wanted
UPDATE bot_pulls SET wanted = '' WHERE repository = :repository AND number = :number AND wanted = :wanted;

-- name: pulls_of_branch
SELECT * FROM bot_pulls
WHERE repository = :repository AND state <> 'closed' AND (head_branch = :branch OR base_branch = :branch);

-- name: pulls_of_head
SELECT * FROM bot_pulls WHERE repository = :repository AND state <> 'closed' AND head = :head;

-- name: drop_pulls_of_installation
DELETE FROM bot_pulls WHERE installation = :installation;

-- name: drop_pulls_of_repository
DELETE FROM bot_pulls WHERE repository = :repository;

-- name: add_answer
INSERT INTO bot_answers (key, repository, number, made) VALUES (:key, :repository, :number, :now)
ON CONFLICT (key) DO NOTHING;

-- name: put_ignore
INSERT INTO bot_ignores (repository, number, rule, until, reason, person)
VALUES (:repository, :number, :rule, :until, :reason, :person)
ON CONFLICT (repository, number, rule) DO UPDATE
SET until = excluded.until, reason = excluded.reason, person = excluded.person;

-- name: list_ignores
SELECT * FROM bot_ignores WHERE repository = :repository AND number = :number ORDER BY rule;
