-- Where an analysis of the library is used: looked up among the projects of one account.
CREATE INDEX pekerjaan_reference ON pekerjaan (ref_id, project_id);
