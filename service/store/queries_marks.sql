-- What is known of the database itself.

-- name: add_mark
INSERT INTO marks (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING;

-- name: get_mark
SELECT value FROM marks WHERE name = :name;
