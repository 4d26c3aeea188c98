-- The plan and the realisasi of a pekerjaan in one week of its project.
CREATE TABLE progress (
    id                BIGINT PRIMARY KEY,
    project_id        BIGINT NOT NULL REFERENCES project (id),
    changed_revision  BIGINT NOT NULL,
    version           BIGINT NOT NULL,
    changed_at        BIGINT NOT NULL,
    changed_by        BIGINT NOT NULL,
    pekerjaan_id      BIGINT NOT NULL REFERENCES pekerjaan (id) DEFERRABLE INITIALLY DEFERRED,
    week              BIGINT NOT NULL,
    planned           {decimal} NOT NULL,
    planned_by_volume {bool} NOT NULL,
    actual            {decimal} NOT NULL,
    actual_by_volume  {bool} NOT NULL,
    actual_cost       {decimal},
    notes             TEXT NOT NULL,
    created_at        BIGINT NOT NULL,
    actual_changed_at BIGINT NOT NULL
) {table};
CREATE INDEX progress_project ON progress (project_id, changed_revision);
CREATE INDEX progress_pekerjaan ON progress (pekerjaan_id, week);

CREATE TABLE tahapan (
    id               BIGINT PRIMARY KEY,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    uid              TEXT NOT NULL,
    nama             TEXT NOT NULL,
    urutan           BIGINT NOT NULL,
    deskripsi        TEXT NOT NULL,
    tanggal_mulai    TEXT,
    tanggal_selesai  TEXT,
    created_at       BIGINT NOT NULL
) {table};
CREATE INDEX tahapan_project ON tahapan (project_id, changed_revision);

CREATE TABLE tahapan_member (
    id               BIGINT PRIMARY KEY,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    tahapan_id       BIGINT NOT NULL REFERENCES tahapan (id) DEFERRABLE INITIALLY DEFERRED,
    pekerjaan_id     BIGINT NOT NULL REFERENCES pekerjaan (id) DEFERRABLE INITIALLY DEFERRED,
    catatan          TEXT NOT NULL
) {table};
CREATE INDEX tahapan_member_project ON tahapan_member (project_id, changed_revision);
CREATE INDEX tahapan_member_tahapan ON tahapan_member (tahapan_id);
CREATE INDEX tahapan_member_pekerjaan ON tahapan_member (pekerjaan_id);

-- One row per project at most; its id is the project id.
CREATE TABLE schedule_setting (
    id               BIGINT PRIMARY KEY,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    status_date      TEXT,
    closed_until     TEXT,
    opened_note      TEXT NOT NULL,
    off_weekdays     TEXT NOT NULL,
    holidays         TEXT NOT NULL,
    tahapan_mode     TEXT NOT NULL,
    baseline_id      BIGINT, -- a saved state, which may be gone
    budget_year_end  TEXT,
    critical_from    {decimal} NOT NULL,
    critical_first   {decimal} NOT NULL,
    critical_second  {decimal} NOT NULL,
    yellow_first     {decimal} NOT NULL,
    red_first        {decimal} NOT NULL,
    yellow_second    {decimal} NOT NULL,
    red_second       {decimal} NOT NULL
) {table};
CREATE INDEX schedule_setting_project ON schedule_setting (project_id, changed_revision);

-- What the contract of a project says: one row at most; its id is the project id.
CREATE TABLE contract (
    id                BIGINT PRIMARY KEY,
    project_id        BIGINT NOT NULL REFERENCES project (id),
    changed_revision  BIGINT NOT NULL,
    version           BIGINT NOT NULL,
    changed_at        BIGINT NOT NULL,
    changed_by        BIGINT NOT NULL,
    nomor_kontrak     TEXT NOT NULL,
    tanggal_kontrak   TEXT,
    tanggal_spmk      TEXT,
    nilai_kontrak     {decimal},
    tahun_anggaran    BIGINT NOT NULL,
    tanggal_pho       TEXT,
    uang_muka_percent {decimal},
    retensi_percent   {decimal},
    masa_pemeliharaan BIGINT NOT NULL
) {table};
CREATE INDEX contract_project ON contract (project_id, changed_revision);

-- How far a project is, for lists of projects: percents in hundredths, the plan by the end
-- of each week, and the first day on which more is due than was done. What there is has no
-- schedule yet.
ALTER TABLE project ADD COLUMN realisasi BIGINT NOT NULL DEFAULT 0;
ALTER TABLE project ADD COLUMN rencana TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN behind_from TEXT;
