-- What the documents of a project say: one row at most; its id is the project id.
CREATE TABLE document_setting (
    id                  BIGINT PRIMARY KEY,
    project_id          BIGINT NOT NULL REFERENCES project (id),
    changed_revision    BIGINT NOT NULL,
    version             BIGINT NOT NULL,
    changed_at          BIGINT NOT NULL,
    changed_by          BIGINT NOT NULL,
    kop                 TEXT NOT NULL,
    nomor               TEXT NOT NULL,
    tempat              TEXT NOT NULL,
    tanggal             TEXT,
    kegiatan            TEXT NOT NULL,
    jam_per_hari        TEXT NOT NULL,
    sumber_analisa      TEXT NOT NULL,
    harga_termasuk      TEXT NOT NULL,
    nip_client          TEXT NOT NULL,
    jabatan_pelaksana   TEXT NOT NULL,
    nip_pelaksana       TEXT NOT NULL,
    jabatan_perencana   TEXT NOT NULL,
    nip_perencana       TEXT NOT NULL,
    jabatan_pengawas    TEXT NOT NULL,
    nip_pengawas        TEXT NOT NULL,
    peran_mengetahui    TEXT NOT NULL,
    nama_mengetahui     TEXT NOT NULL,
    instansi_mengetahui TEXT NOT NULL,
    jabatan_mengetahui  TEXT NOT NULL,
    nip_mengetahui      TEXT NOT NULL
) {table};
CREATE INDEX document_setting_project ON document_setting (project_id, changed_revision);

-- The picture in the head of a letter: one row at most; its id is the project id.
CREATE TABLE document_logo (
    id               BIGINT PRIMARY KEY,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    type             TEXT NOT NULL,
    width            BIGINT NOT NULL,
    height           BIGINT NOT NULL,
    data             TEXT NOT NULL
) {table};
CREATE INDEX document_logo_project ON document_logo (project_id, changed_revision);

ALTER TABLE project_state ADD COLUMN document_changed_at BIGINT NOT NULL DEFAULT 0;

-- Costs of SMKK are sold without BUK.
ALTER TABLE heading ADD COLUMN smkk {bool} NOT NULL DEFAULT FALSE;

-- What a job made, until the job is purged.
CREATE TABLE job_file (
    job_id  BIGINT PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    type    TEXT NOT NULL,
    size    BIGINT NOT NULL,
    content {bytes} NOT NULL
) {table};

-- Reports that were issued. They are numbered by kind within their project and never change.
CREATE TABLE issued_document (
    id           BIGINT PRIMARY KEY,
    project_id   BIGINT NOT NULL REFERENCES project (id),
    kind         TEXT NOT NULL,
    number       BIGINT NOT NULL,
    title        TEXT NOT NULL,
    nomor        TEXT NOT NULL,
    first_period BIGINT NOT NULL,
    last_period  BIGINT NOT NULL,
    note         TEXT NOT NULL,
    revision     BIGINT NOT NULL,
    hash         TEXT NOT NULL,
    issued_at    BIGINT NOT NULL,
    issued_by    BIGINT NOT NULL,
    UNIQUE (project_id, kind, number)
) {table};

-- The files of an issued report, one in each format.
CREATE TABLE issued_file (
    issued_id BIGINT NOT NULL REFERENCES issued_document (id),
    format    TEXT NOT NULL,
    name      TEXT NOT NULL,
    type      TEXT NOT NULL,
    size      BIGINT NOT NULL,
    content   {bytes} NOT NULL,
    PRIMARY KEY (issued_id, format)
) {table};
