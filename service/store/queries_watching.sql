-- What watchers ask of many runs at once.

-- name: watch_runs
SELECT id, said FROM runs
WHERE id IN (:id0, :id1, :id2, :id3, :id4, :id5, :id6, :id7, :id8, :id9,
    :id10, :id11, :id12, :id13, :id14, :id15, :id16, :id17, :id18, :id19);
