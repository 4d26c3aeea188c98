-- One-time links with which somebody chooses a password. Only a hash of the token is stored.
CREATE TABLE account_link (
    token_hash TEXT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) {table};
CREATE INDEX account_link_account ON account_link (account_id);
CREATE INDEX account_link_expiry ON account_link (expires_at);

-- Logins that ended before their time, and why, so that their browser can be told. They are
-- kept until the login would have ended by itself.
CREATE TABLE ended_session (
    token_hash TEXT PRIMARY KEY,
    reason     TEXT NOT NULL,
    ended_at   BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) {table};
CREATE INDEX ended_session_expiry ON ended_session (expires_at);

-- Who did what to whose account. actor_id is 0 for a command of the program.
CREATE TABLE account_log (
    id         BIGINT PRIMARY KEY,
    created_at BIGINT NOT NULL,
    actor_id   BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    action     TEXT NOT NULL,
    detail     TEXT NOT NULL
) {table};
CREATE INDEX account_log_time ON account_log (created_at, id);
CREATE INDEX account_log_account ON account_log (account_id, created_at, id);

-- Whether another administrator is left is asked before one goes.
CREATE INDEX account_admin ON account (is_admin, is_active);
