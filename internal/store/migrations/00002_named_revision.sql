-- Saved states of a project. content is a compressed backup of the whole project, prices
-- included; the money beside it is the foot of its RAB, for lists. name_key is the name in
-- lower case. {bytes} is BYTEA or BLOB.
CREATE TABLE named_revision (
    id           BIGINT PRIMARY KEY,
    project_id   BIGINT NOT NULL REFERENCES project (id),
    revision     BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    name         TEXT NOT NULL,
    name_key     {key} NOT NULL,
    note         TEXT NOT NULL,
    locked       {bool} NOT NULL,
    created_at   BIGINT NOT NULL,
    account_id   BIGINT NOT NULL REFERENCES account (id),
    changed_at   BIGINT NOT NULL,
    changed_by   BIGINT NOT NULL,
    hash         TEXT NOT NULL,
    jumlah       {decimal} NOT NULL,
    ppn          {decimal} NOT NULL,
    total        {decimal} NOT NULL,
    dibulatkan   {decimal} NOT NULL,
    state        TEXT NOT NULL,
    pekerjaan    BIGINT NOT NULL,
    size         BIGINT NOT NULL,
    content      {bytes} NOT NULL
) {table};
CREATE UNIQUE INDEX named_revision_name ON named_revision (project_id, name_key);
