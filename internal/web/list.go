package web

import (
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// list answers with List Pekerjaan.
func (s *Site) list(r *serve.Request) error {
	return s.gridPage(r, rab.PageList, "list", "List Pekerjaan", func(view *app.View) *sheetBody {
		body := newSheet(view, false)
		body.Begins = true
		return body
	})
}
