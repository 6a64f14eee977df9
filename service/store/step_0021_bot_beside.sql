-- What the text of a pull request needs and its runs do not know, as JSON.
ALTER TABLE bot_pulls ADD COLUMN beside TEXT NOT NULL DEFAULT '{}';
