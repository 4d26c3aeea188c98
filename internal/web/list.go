package web

import (
	"takar/internal/rab"
	"takar/internal/serve"
)

// list answers with List Pekerjaan.
func (s *Site) list(r *serve.Request) error {
	return s.sheetPage(r, rab.PageList, "list", "List Pekerjaan", false)
}
