-- People with whom the maker of a template shares it, without publishing it.
CREATE TABLE template_share (
    template_id BIGINT NOT NULL REFERENCES template (id),
    account_id  BIGINT NOT NULL REFERENCES account (id),
    PRIMARY KEY (template_id, account_id)
) {table};
CREATE INDEX template_share_account ON template_share (account_id);
