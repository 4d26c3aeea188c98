-- Written once for SQLite and PostgreSQL. Before it runs, the words in braces become the
-- types of the database: {decimal} is NUMERIC or TEXT (exact decimals are never REAL),
-- {bool} is BOOLEAN or INTEGER, {key} is text that sorts and compares by its bytes whatever
-- the language of the database, {table} closes a table as STRICT in SQLite.
-- Times are microseconds since 1970 in UTC, dates are TEXT in ISO form.

CREATE TABLE id_block (
    name TEXT PRIMARY KEY,
    next BIGINT NOT NULL
) {table};

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) {table};

CREATE TABLE account (
    id            BIGINT PRIMARY KEY,
    email         {key} NOT NULL UNIQUE,
    user_name     TEXT NOT NULL,
    user_key      {key} NOT NULL UNIQUE,
    full_name     TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    is_admin      {bool} NOT NULL,
    is_active     {bool} NOT NULL,
    created_at    BIGINT NOT NULL,
    last_login_at BIGINT NOT NULL
) {table};

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address    TEXT NOT NULL,
    agent      TEXT NOT NULL
) {table};
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE edition (
    id           BIGINT PRIMARY KEY,
    name         TEXT NOT NULL,
    revision     BIGINT NOT NULL,
    file         TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    committed_at BIGINT NOT NULL,
    committed_by BIGINT NOT NULL,
    UNIQUE (name, revision)
) {table};

CREATE TABLE reference_analysis (
    id              BIGINT PRIMARY KEY,
    edition_id      BIGINT NOT NULL REFERENCES edition (id),
    kode            TEXT NOT NULL,
    nama            TEXT NOT NULL,
    klasifikasi     TEXT NOT NULL,
    sub_klasifikasi TEXT NOT NULL,
    satuan          TEXT NOT NULL,
    satuan_from     TEXT NOT NULL,
    sheet           TEXT NOT NULL,
    source_row      BIGINT NOT NULL,
    UNIQUE (edition_id, kode)
) {table};

CREATE TABLE reference_component (
    id          BIGINT PRIMARY KEY,
    analysis_id BIGINT NOT NULL REFERENCES reference_analysis (id),
    position    BIGINT NOT NULL,
    kategori    TEXT NOT NULL,
    kode        TEXT NOT NULL,
    uraian      TEXT NOT NULL,
    satuan      TEXT NOT NULL,
    koefisien   {decimal} NOT NULL,
    finding     TEXT NOT NULL,
    resolution  TEXT NOT NULL,
    others      TEXT NOT NULL,
    original    TEXT NOT NULL,
    sheet       TEXT NOT NULL,
    source_row  BIGINT NOT NULL
) {table};
CREATE INDEX reference_component_analysis ON reference_component (analysis_id);

CREATE TABLE project (
    id                           BIGINT PRIMARY KEY,
    revision                     BIGINT NOT NULL,
    updated_at                   BIGINT NOT NULL,
    changed_revision             BIGINT NOT NULL,
    anggaran_rupiah              BIGINT NOT NULL,
    nama_key                     {key} NOT NULL,
    search_text                  TEXT NOT NULL,
    version                      BIGINT NOT NULL,
    changed_at                   BIGINT NOT NULL,
    changed_by                   BIGINT NOT NULL,
    uid                          TEXT NOT NULL UNIQUE,
    owner_id                     BIGINT NOT NULL REFERENCES account (id),
    index_project                {key} NOT NULL UNIQUE,
    nama                         TEXT NOT NULL,
    tanggal_mulai                {key},
    tanggal_selesai              {key},
    durasi_hari                  BIGINT NOT NULL,
    tahun_project                BIGINT NOT NULL,
    sumber_dana                  TEXT NOT NULL,
    lokasi_project               TEXT NOT NULL,
    nama_client                  TEXT NOT NULL,
    anggaran_owner               {decimal} NOT NULL,
    ket_project1                 TEXT NOT NULL,
    ket_project2                 TEXT NOT NULL,
    jabatan_client               TEXT NOT NULL,
    instansi_client              TEXT NOT NULL,
    nama_kontraktor              TEXT NOT NULL,
    instansi_kontraktor          TEXT NOT NULL,
    nama_konsultan_perencana     TEXT NOT NULL,
    instansi_konsultan_perencana TEXT NOT NULL,
    nama_konsultan_pengawas      TEXT NOT NULL,
    instansi_konsultan_pengawas  TEXT NOT NULL,
    deskripsi                    TEXT NOT NULL,
    kategori                     TEXT NOT NULL,
    allow_bundle_soft_errors     {bool} NOT NULL,
    week_start_day               BIGINT NOT NULL,
    week_end_day                 BIGINT NOT NULL,
    is_active                    {bool} NOT NULL,
    created_at                   BIGINT NOT NULL
) {table};
CREATE INDEX project_owner ON project (owner_id);

CREATE TABLE member (
    account_id BIGINT NOT NULL REFERENCES account (id),
    project_id BIGINT NOT NULL REFERENCES project (id),
    role       TEXT NOT NULL,
    prices     {bool} NOT NULL,
    PRIMARY KEY (account_id, project_id)
) {table};
CREATE INDEX member_project ON member (project_id);

CREATE TABLE pricing (
    id               BIGINT PRIMARY KEY,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    markup_percent   {decimal} NOT NULL,
    ppn_scheme       TEXT NOT NULL,
    ppn_percent      {decimal} NOT NULL,
    rounding_mode    TEXT NOT NULL,
    rounding_base    BIGINT NOT NULL,
    hsp_rounding     BIGINT NOT NULL
) {table};
CREATE INDEX pricing_project ON pricing (project_id, changed_revision);

CREATE TABLE project_state (
    id                  BIGINT PRIMARY KEY,
    project_id          BIGINT NOT NULL REFERENCES project (id),
    changed_revision    BIGINT NOT NULL,
    version             BIGINT NOT NULL,
    changed_at          BIGINT NOT NULL,
    changed_by          BIGINT NOT NULL,
    custom_sequence     BIGINT NOT NULL,
    modified_sequence   BIGINT NOT NULL,
    item_sequence       BIGINT NOT NULL,
    tree_version        BIGINT NOT NULL,
    list_changed_at     BIGINT NOT NULL,
    volume_changed_at   BIGINT NOT NULL,
    analysis_changed_at BIGINT NOT NULL,
    price_changed_at    BIGINT NOT NULL,
    pricing_changed_at  BIGINT NOT NULL,
    schedule_changed_at BIGINT NOT NULL
) {table};
CREATE INDEX project_state_project ON project_state (project_id, changed_revision);

CREATE TABLE heading (
    id               BIGINT PRIMARY KEY,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    uid              TEXT NOT NULL,
    origin_uid       TEXT NOT NULL,
    parent_id        BIGINT REFERENCES heading (id) DEFERRABLE INITIALLY DEFERRED,
    name             TEXT NOT NULL,
    position         BIGINT NOT NULL
) {table};
CREATE INDEX heading_project ON heading (project_id, changed_revision);
CREATE INDEX heading_parent ON heading (parent_id);

CREATE TABLE pekerjaan (
    id               BIGINT PRIMARY KEY,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    uid              TEXT NOT NULL,
    origin_uid       TEXT NOT NULL,
    heading_id       BIGINT NOT NULL REFERENCES heading (id) DEFERRABLE INITIALLY DEFERRED,
    position         BIGINT NOT NULL,
    source_type      TEXT NOT NULL,
    ref_id           BIGINT REFERENCES reference_analysis (id),
    ref_revision     BIGINT NOT NULL,
    kode             TEXT NOT NULL,
    uraian           TEXT NOT NULL,
    satuan           TEXT NOT NULL,
    notes            TEXT NOT NULL,
    markup_override  {decimal},
    budgeted_cost    {decimal} NOT NULL
) {table};
CREATE INDEX pekerjaan_project ON pekerjaan (project_id, changed_revision);
CREATE INDEX pekerjaan_heading ON pekerjaan (heading_id);

CREATE TABLE volume (
    id               BIGINT PRIMARY KEY REFERENCES pekerjaan (id) DEFERRABLE INITIALLY DEFERRED,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    quantity         {decimal},
    formula          TEXT NOT NULL,
    is_fx            {bool} NOT NULL,
    failure          TEXT NOT NULL,
    cleared          {bool} NOT NULL
) {table};
CREATE INDEX volume_project ON volume (project_id, changed_revision);

CREATE TABLE analysis (
    id               BIGINT PRIMARY KEY REFERENCES pekerjaan (id) DEFERRABLE INITIALLY DEFERRED,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    touches          BIGINT NOT NULL
) {table};
CREATE INDEX analysis_project ON analysis (project_id, changed_revision);

CREATE TABLE price_item (
    id               BIGINT PRIMARY KEY,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    uid              TEXT NOT NULL,
    kode             TEXT NOT NULL,
    kategori         TEXT NOT NULL,
    uraian           TEXT NOT NULL,
    satuan           TEXT NOT NULL,
    harga            {decimal},
    price_source     TEXT NOT NULL,
    price_date       TEXT,
    region           TEXT NOT NULL
) {table};
CREATE INDEX price_item_project ON price_item (project_id, changed_revision);

CREATE TABLE component (
    id               BIGINT PRIMARY KEY,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    uid              TEXT NOT NULL,
    pekerjaan_id     BIGINT NOT NULL REFERENCES pekerjaan (id) DEFERRABLE INITIALLY DEFERRED,
    position         BIGINT NOT NULL,
    price_item_id    BIGINT REFERENCES price_item (id) DEFERRABLE INITIALLY DEFERRED,
    kategori         TEXT NOT NULL,
    kode             TEXT NOT NULL,
    uraian           TEXT NOT NULL,
    satuan           TEXT NOT NULL,
    koefisien        {decimal} NOT NULL,
    ref_ahsp_id      BIGINT REFERENCES reference_analysis (id),
    ref_pekerjaan_id BIGINT REFERENCES pekerjaan (id) DEFERRABLE INITIALLY DEFERRED
) {table};
CREATE INDEX component_project ON component (project_id, changed_revision);
CREATE INDEX component_pekerjaan ON component (pekerjaan_id);
CREATE INDEX component_price_item ON component (price_item_id);
CREATE INDEX component_ref_pekerjaan ON component (ref_pekerjaan_id);

CREATE TABLE conversion (
    id               BIGINT PRIMARY KEY,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    price_item_id    BIGINT NOT NULL REFERENCES price_item (id) DEFERRABLE INITIALLY DEFERRED,
    market_unit      TEXT NOT NULL,
    market_price     {decimal} NOT NULL,
    factor_to_base   {decimal} NOT NULL,
    density          {decimal},
    capacity_m3      {decimal},
    capacity_ton     {decimal},
    method           TEXT NOT NULL
) {table};
CREATE INDEX conversion_project ON conversion (project_id, changed_revision);
CREATE INDEX conversion_price_item ON conversion (price_item_id);

CREATE TABLE parameter (
    id               BIGINT PRIMARY KEY,
    project_id       BIGINT NOT NULL REFERENCES project (id),
    changed_revision BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    changed_by       BIGINT NOT NULL,
    uid              TEXT NOT NULL,
    name             TEXT NOT NULL,
    value            {decimal} NOT NULL,
    label            TEXT NOT NULL,
    unit             TEXT NOT NULL,
    description      TEXT NOT NULL
) {table};
CREATE INDEX parameter_project ON parameter (project_id, changed_revision);

CREATE TABLE tombstone (
    project_id BIGINT NOT NULL REFERENCES project (id),
    revision   BIGINT NOT NULL,
    table_name TEXT NOT NULL,
    row_id     BIGINT NOT NULL,
    PRIMARY KEY (project_id, revision, table_name, row_id)
) {table};

CREATE TABLE operation (
    id         BIGINT PRIMARY KEY,
    project_id BIGINT NOT NULL REFERENCES project (id),
    revision   BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    summary    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    undo_of    BIGINT,
    undone     {bool} NOT NULL,
    deletes    {bool} NOT NULL,
    changes    TEXT
) {table};
CREATE UNIQUE INDEX operation_revision ON operation (project_id, revision);
CREATE INDEX operation_command ON operation (project_id, account_id, revision) WHERE undo_of IS NULL;
CREATE INDEX operation_kept ON operation (project_id, account_id, revision) WHERE changes IS NOT NULL;
CREATE INDEX operation_trash ON operation (project_id, revision) WHERE deletes AND changes IS NOT NULL;
CREATE INDEX operation_expiry ON operation (created_at) WHERE deletes AND changes IS NOT NULL;

CREATE TABLE audit_entry (
    id           BIGINT PRIMARY KEY,
    project_id   BIGINT NOT NULL REFERENCES project (id),
    operation_id BIGINT NOT NULL,
    revision     BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    account_id   BIGINT NOT NULL,
    account_name TEXT NOT NULL,
    pekerjaan_id BIGINT,
    kode         TEXT NOT NULL,
    uraian       TEXT NOT NULL,
    action       TEXT NOT NULL,
    triggered_by TEXT NOT NULL,
    summary      TEXT NOT NULL,
    old_data     TEXT,
    new_data     TEXT,
    details      TEXT
) {table};
CREATE INDEX audit_entry_project ON audit_entry (project_id, revision, id);
CREATE INDEX audit_entry_pekerjaan ON audit_entry (project_id, pekerjaan_id, revision, id);

-- Long work that its owner can watch and cancel. state: queued, running, done, failed or
-- cancelled; input and result are JSON.
CREATE TABLE job (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES account (id),
    project_id   BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    state        TEXT NOT NULL,
    done         BIGINT NOT NULL,
    total        BIGINT NOT NULL,
    current      TEXT NOT NULL,
    input        TEXT NOT NULL,
    result       TEXT NOT NULL,
    failure      TEXT NOT NULL,
    cancel       {bool} NOT NULL,
    attempts     BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    heartbeat_at BIGINT NOT NULL,
    finished_at  BIGINT NOT NULL
) {table};
CREATE INDEX job_state ON job (state, id);
CREATE INDEX job_finished ON job (finished_at);

-- Administration of the reference library. A withdrawn edition is offered to nobody any
-- more; projects that took it keep it.
CREATE TABLE edition_withdrawal (
    edition_id   BIGINT PRIMARY KEY REFERENCES edition (id),
    withdrawn_at BIGINT NOT NULL,
    withdrawn_by BIGINT NOT NULL
) {table};

-- An uploaded file while its findings are settled; content, summary and corrections are
-- JSON.
CREATE TABLE staging (
    id          BIGINT PRIMARY KEY,
    account_id  BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    version     BIGINT NOT NULL,
    edition     TEXT NOT NULL,
    file        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    summary     TEXT NOT NULL,
    content     TEXT NOT NULL,
    corrections TEXT NOT NULL
) {table};
CREATE INDEX staging_account ON staging (account_id, expires_at);
CREATE INDEX staging_expiry ON staging (expires_at);

-- One value of the library set right: collected while revision_id is null, then part of
-- the edition of that id.
CREATE TABLE correction (
    id           BIGINT PRIMARY KEY,
    edition_id   BIGINT NOT NULL REFERENCES edition (id),
    revision_id  BIGINT REFERENCES edition (id),
    position     BIGINT NOT NULL,
    kode         TEXT NOT NULL,
    source_row   BIGINT NOT NULL,
    field        TEXT NOT NULL,
    old_value    TEXT NOT NULL,
    new_value    TEXT NOT NULL,
    finding      TEXT NOT NULL,
    suggested    {bool} NOT NULL,
    why          TEXT NOT NULL,
    account_id   BIGINT NOT NULL,
    account_name TEXT NOT NULL,
    created_at   BIGINT NOT NULL
) {table};
CREATE INDEX correction_edition ON correction (edition_id, position);
CREATE INDEX correction_revision ON correction (revision_id, position);

-- Item codes that stay the same over imports, and the highest number of each kategori.
CREATE TABLE item_code (
    name_key   {key} PRIMARY KEY,
    kategori   TEXT NOT NULL,
    uraian     TEXT NOT NULL,
    satuan     TEXT NOT NULL,
    kode       TEXT NOT NULL,
    edition_id BIGINT NOT NULL REFERENCES edition (id)
) {table};

CREATE TABLE item_code_counter (
    kategori TEXT PRIMARY KEY,
    last     BIGINT NOT NULL
) {table};

CREATE TABLE library_log (
    id           BIGINT PRIMARY KEY,
    created_at   BIGINT NOT NULL,
    account_id   BIGINT NOT NULL,
    account_name TEXT NOT NULL,
    action       TEXT NOT NULL,
    edition_id   BIGINT NOT NULL,
    summary      TEXT NOT NULL,
    details      TEXT NOT NULL
) {table};
CREATE INDEX library_log_time ON library_log (created_at, id);
CREATE INDEX library_log_action ON library_log (action, created_at, id);

-- Work lists that projects are filled from; content is JSON. Of a template that is not
-- public only its maker knows. name_key is the name in lower case.
CREATE TABLE template (
    id          BIGINT PRIMARY KEY,
    account_id  BIGINT NOT NULL REFERENCES account (id),
    name        TEXT NOT NULL,
    name_key    {key} NOT NULL UNIQUE,
    description TEXT NOT NULL,
    category    TEXT NOT NULL,
    is_public   {bool} NOT NULL,
    usage_count BIGINT NOT NULL,
    klasifikasi BIGINT NOT NULL,
    sub         BIGINT NOT NULL,
    pekerjaan   BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    content     TEXT NOT NULL
) {table};
CREATE INDEX template_account ON template (account_id);
CREATE INDEX template_public ON template (is_public);
