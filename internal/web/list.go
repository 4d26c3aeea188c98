package web

import (
	"takar/internal/app"
	"takar/internal/exchange"
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

// Categories are the kinds of templates that a work list is saved under.
func (b *sheetBody) Categories() []choice {
	choices := make([]choice, 0, len(exchange.TemplateCategories))
	for _, category := range exchange.TemplateCategories {
		choices = append(choices, choice{Value: category.Key, Text: category.Label})
	}
	return choices
}
