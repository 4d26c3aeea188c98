package app

// RowRights returns what the visitor may do in a project of their list.
func RowRights(row *ProjectRow) Rights { return rightsOf(true, Role(row.Role), row.Prices) }
