-- Tokens with which programs act for an account. Only a hash of each is stored, behind a
-- mark that tells it from the hash of a session. A token that ended, or has expired, keeps
-- its line for a while, so that its owner can see what there was.
CREATE TABLE api_token (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    token_hash TEXT NOT NULL,
    name       TEXT NOT NULL,
    ending     TEXT NOT NULL,
    writes     {bool} NOT NULL,
    prices     {bool} NOT NULL,
    limited    {bool} NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    reason     TEXT NOT NULL
) {table};
CREATE UNIQUE INDEX api_token_hash ON api_token (token_hash);
CREATE INDEX api_token_account ON api_token (account_id, created_at);
CREATE INDEX api_token_expiry ON api_token (expires_at);

-- The only projects that a limited token may touch.
CREATE TABLE api_token_project (
    token_id   BIGINT NOT NULL REFERENCES api_token (id) ON DELETE CASCADE,
    project_id BIGINT NOT NULL REFERENCES project (id),
    PRIMARY KEY (token_id, project_id)
) {table};
CREATE INDEX api_token_project_project ON api_token_project (project_id);

-- A job that a token began works with the rights of that token. '': a person began it.
ALTER TABLE job ADD COLUMN token_hash TEXT NOT NULL DEFAULT '';
