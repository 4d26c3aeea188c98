package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"takar/internal/app"
	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/serve"
)

// templateRow is a template of the library (api §6.20).
type templateRow struct {
	ID              int64  `json:"id"`
	Name            string `json:"name"`
	Description     string `json:"description"`
	Category        string `json:"category"`
	CategoryDisplay string `json:"category_display"`
	Klasifikasi     int    `json:"total_klasifikasi"`
	Sub             int    `json:"total_sub"`
	Pekerjaan       int    `json:"total_pekerjaan"`
	UsageCount      int    `json:"usage_count"`
	CreatedAt       string `json:"created_at"`
	IsPublic        bool   `json:"is_public"`
	IsOwn           bool   `json:"is_own"`     // made by who asks
	Visibility      string `json:"visibility"` // private, shared or public
}

func templateRowOf(r *serve.Request, m *app.Template) templateRow {
	_, label := exchange.TemplateCategory(m.Category)
	return templateRow{
		ID: m.ID, Name: m.Name, Description: m.Description, Category: m.Category, CategoryDisplay: label, Klasifikasi: m.Klasifikasi, Sub: m.Sub,
		Pekerjaan: m.Pekerjaan, UsageCount: m.UsageCount, CreatedAt: m.CreatedAt.Contract(), IsPublic: m.Public, IsOwn: m.AccountID == r.Visit.Account.ID,
		Visibility: visibilityOf(m),
	}
}

func visibilityOf(m *app.Template) string {
	switch {
	case m.Public:
		return "public"
	case m.People > 0:
		return "shared"
	}
	return "private"
}

type templatesAnswer struct {
	okay

	Templates []templateRow `json:"templates"`
	Total     int           `json:"total"`
}

func getTemplates(r *serve.Request) error {
	q := queryOf(r)
	list, total, err := r.App.Templates(r.HTTP.Context(), r.Visit, q.text("category"), q.text("q"))
	if err != nil {
		return err
	}
	row := func(m *app.Template) templateRow { return templateRowOf(r, m) }
	return r.Send(http.StatusOK, templatesAnswer{okay: yes, Templates: rowsOf(list, row), Total: total})
}

type templateAnswer struct {
	okay

	Template struct {
		templateRow

		Content json.RawMessage `json:"content"`
	} `json:"template"`
}

func getTemplate(r *serve.Request) error {
	id, err := r.PathID("template")
	if err != nil {
		return err
	}
	template, content, err := r.App.Template(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	answer := templateAnswer{okay: yes}
	answer.Template.templateRow, answer.Template.Content = templateRowOf(r, template), content
	return r.Send(http.StatusOK, answer)
}

type messageAnswer struct {
	okay

	Message string `json:"message"`
}

func deleteTemplate(r *serve.Request) error {
	id, err := r.PathID("template")
	if err != nil {
		return err
	}
	template, err := r.App.DeleteTemplate(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, messageAnswer{okay: yes, Message: "Template " + template.Name + " dihapus."})
}

type templateCreated struct {
	messageAnswer

	TemplateID int64                  `json:"template_id"`
	Stats      exchange.TemplateStats `json:"stats"`
}

func createTemplate(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	in := app.NewTemplate{
		Name: body.Text("name"), Description: body.Text("description"), Category: body.Text("category"), Public: body.Bool("is_public", false),
	}
	if err := body.Err(); err != nil {
		return err
	}
	template, stats, err := r.App.CreateTemplate(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, templateCreated{
		messageAnswer: messageAnswer{okay: yes, Message: "Template " + template.Name + " disimpan."}, TemplateID: template.ID, Stats: stats,
	})
}

// exportTemplate sends the project as a template file.
func exportTemplate(r *serve.Request) error {
	q := queryOf(r)
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	data, err := r.App.ExportTemplate(r.HTTP.Context(), r.Visit, app.NewTemplate{Name: q.text("name"), Description: q.text("description"), Category: q.text("category")})
	if err != nil {
		return err
	}
	name := "template_" + fileWord(view.Header().Nama) + "_" + view.UpdatedAt().Time().UTC().Format("20060102_150405") + ".json"
	r.Writer.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return r.Send(http.StatusOK, json.RawMessage(data))
}

// longestFileWord bounds what a name of a project adds to the name of a file.
const longestFileWord = 60

// fileWord makes a text one that every system takes as a part of a file name.
func fileWord(text string) string {
	word := strings.Map(func(c rune) rune {
		if (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' {
			return c
		}
		return '_'
	}, text)
	return word[:min(len(word), longestFileWord)]
}

type templateStats struct {
	Klasifikasi int `json:"klasifikasi"`
	Sub         int `json:"sub"`
	Pekerjaan   int `json:"pekerjaan"`
	Detail      int `json:"detail"`
	Parameters  int `json:"parameters"`
	Formulas    int `json:"formulas"`
	HargaItems  int `json:"harga_items"` // new ones, without a price
}

type templateImported struct {
	written

	DryRun        bool          `json:"dry_run"`
	Message       string        `json:"message"`
	Stats         templateStats `json:"stats"`
	Warnings      []string      `json:"warnings,omitempty"`
	WarningPlaces []rab.Problem `json:"warning_places,omitempty"` // the same, each with its place in the template
}

// templateImport reads how to import; absent flags are false.
func templateImport(body *serve.Object) app.TemplateImport {
	return app.TemplateImport{
		DryRun: body.Bool("dry_run", false), TemplateOptions: rab.TemplateOptions{OverwriteParameters: body.Bool("overwrite_parameters", false)},
	}
}

func importTemplate(r *serve.Request) error {
	id, err := r.PathID("template")
	if err != nil {
		return err
	}
	body, err := r.OptionalObject()
	if err != nil {
		return err
	}
	in := templateImport(body)
	if err := body.Err(); err != nil {
		return err
	}
	template, result, done, err := r.App.UseTemplate(r.HTTP.Context(), r.Visit, id, in)
	if err != nil {
		return err
	}
	return sendImported(r, "Template "+template.Name, result, done)
}

func importTemplateFile(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	in, content := templateImport(body), body.Raw("content")
	if content == nil {
		body.Bad("content", "wajib diisi dengan isi berkas template")
	}
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.ImportTemplate(r.HTTP.Context(), r.Visit, content, "content", in)
	if err != nil {
		return err
	}
	return sendImported(r, "Berkas template", result, done)
}

// sendImported tells what an import did, or would do when nothing is done.
func sendImported(r *serve.Request, what string, result rab.TemplateResult, done *app.Done) error {
	answer := templateImported{
		DryRun: done == nil, WarningPlaces: result.Warnings,
		Stats: templateStats{
			Klasifikasi: result.Klasifikasi, Sub: result.Sub, Pekerjaan: result.Pekerjaan, Detail: result.Components,
			Parameters: result.Parameters, Formulas: result.Formulas, HargaItems: result.PriceItems,
		},
	}
	for _, warning := range result.Warnings {
		answer.Warnings = append(answer.Warnings, warning.Message)
	}
	if done == nil {
		answer.written, answer.Message = written{okay: yes, Revision: r.Visit.Revision}, what+" dapat diimpor."
	} else {
		answer.written, answer.Message = writtenBy(r, done), what+" diimpor."
	}
	return r.Send(http.StatusOK, answer)
}
