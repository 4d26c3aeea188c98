package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/store"
)

// Template is a work list of the template library, without its content.
type Template = store.Template

// Longest texts of a template (domain §12.4).
const (
	maxTemplateName        = 200
	maxTemplateDescription = 4000
	templatesListed        = 50
)

// NewTemplate says how a project becomes a template.
type NewTemplate struct {
	Name        string // unique in the whole installation, ignoring case
	Description string
	Category    string // unknown ones become "lainnya"
	Public      bool   // everybody may see it; otherwise its maker and with whom it is shared
}

func (n *NewTemplate) check() error {
	var problems rab.Problems
	n.Name, n.Description = strings.TrimSpace(n.Name), strings.TrimSpace(n.Description)
	switch {
	case n.Name == "":
		problems.Add("name", "Isi nama template.")
	case len([]rune(n.Name)) > maxTemplateName:
		problems.Add("name", "Nama template paling banyak %d karakter.", maxTemplateName)
	}
	if len([]rune(n.Description)) > maxTemplateDescription {
		problems.Add("description", "Keterangan paling banyak %d karakter.", maxTemplateDescription)
	}
	for field, text := range map[string]string{"name": n.Name, "description": n.Description} {
		if strings.ContainsRune(text, 0) {
			problems.Add(field, "Berisi karakter yang tidak dapat disimpan: ketik ulang isinya.")
		}
	}
	n.Category, _ = exchange.TemplateCategory(n.Category)
	return problems.Err()
}

// ExportTemplate returns the visit's project as a template file. Nobody's prices are in it.
func (a *App) ExportTemplate(ctx context.Context, v *Visit, n NewTemplate) ([]byte, error) {
	view, err := a.View(ctx, v)
	if err != nil {
		return nil, err
	}
	data, _, err := exchange.WriteTemplate(view.Project, exchange.TemplateMeta{
		Name: n.Name, Description: n.Description, Category: n.Category, SourceProject: view.Header().Nama,
	})
	return data, err
}

// CreateTemplate stores the visit's project in the template library, without its name. It
// needs the right to write, because what is published leaves the circle of the project.
func (a *App) CreateTemplate(ctx context.Context, v *Visit, n NewTemplate) (*Template, exchange.TemplateStats, error) {
	var stats exchange.TemplateStats
	view, err := a.View(ctx, v)
	if err != nil {
		return nil, stats, err
	}
	if !v.Rights.Write {
		return nil, stats, ErrForbidden
	}
	if err := v.allowMaking(); err != nil {
		return nil, stats, err
	}
	if err := n.check(); err != nil {
		return nil, stats, err
	}
	data, stats, err := exchange.WriteTemplate(view.Project, exchange.TemplateMeta{Name: n.Name, Description: n.Description, Category: n.Category})
	if err != nil {
		return nil, stats, err
	}
	ids := a.store.IDs(ctx)
	template := &Template{
		ID: ids.NextID(), AccountID: v.Account.ID, Name: n.Name, Description: n.Description, Category: n.Category, Public: n.Public,
		Klasifikasi: stats.Klasifikasi, Sub: stats.Sub, Pekerjaan: stats.Pekerjaan, CreatedAt: a.instant(),
	}
	if err := ids.Err(); err != nil {
		return nil, stats, fmt.Errorf("app: create template: %w", err)
	}
	err = a.store.AddTemplate(ctx, template, strings.ToLower(n.Name), string(data))
	if errors.Is(err, store.ErrTaken) {
		return nil, stats, rab.Refuse("name", "Nama template %q sudah dipakai: pakai nama lain.", n.Name)
	}
	if err != nil {
		return nil, stats, fmt.Errorf("app: create template: %w", err)
	}
	return template, stats, nil
}

// Templates lists the public templates, the visitor's own and those shared with them, the
// most used first and at most 50. Category and search, a piece of the name, narrow it unless empty.
func (a *App) Templates(ctx context.Context, v *Visit, category, search string) (list []*Template, total int, err error) {
	list, total, err = a.store.Templates(ctx, v.Account.ID, category, strings.ToLower(strings.TrimSpace(search)), templatesListed)
	if err != nil {
		return nil, 0, fmt.Errorf("app: templates: %w", err)
	}
	return list, total, nil
}

// Template returns a template that the visitor may see, with its content.
func (a *App) Template(ctx context.Context, v *Visit, id int64) (*Template, []byte, error) {
	template, content, err := a.store.Template(ctx, v.Account.ID, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil, ErrNotFound
	}
	if err != nil {
		return nil, nil, fmt.Errorf("app: template: %w", err)
	}
	return template, []byte(content), nil
}

// DeleteTemplate deletes a template of the visitor; an administrator may delete public ones
// of others. What was made from it stays.
func (a *App) DeleteTemplate(ctx context.Context, v *Visit, id int64) (*Template, error) {
	if err := v.allowSelf(); err != nil {
		return nil, err
	}
	template, _, err := a.Template(ctx, v, id)
	if err != nil {
		return nil, err
	}
	if template.AccountID != v.Account.ID && !v.Admin() {
		return nil, ErrForbidden
	}
	err = a.store.DeleteTemplate(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: delete template: %w", err)
	}
	return template, nil
}

// ShareTemplate lets somebody with an account see and use a template of the visitor that is
// not public.
func (a *App) ShareTemplate(ctx context.Context, v *Visit, id int64, login string) error {
	if _, err := a.ownTemplate(ctx, v, id); err != nil {
		return err
	}
	account, err := a.accountFor(ctx, login)
	if err != nil {
		return err
	}
	if account.ID == v.Account.ID {
		return rab.Refuse("login", "Template ini milik Anda sendiri: isi akun orang lain.")
	}
	if err := a.store.ShareTemplate(ctx, id, account.ID); err != nil {
		return fmt.Errorf("app: share template: %w", err)
	}
	return nil
}

// UnshareTemplate ends that somebody sees a template: anybody by its maker, oneself by
// oneself. What they made from it stays.
func (a *App) UnshareTemplate(ctx context.Context, v *Visit, id, account int64) error {
	if err := v.allowSelf(); err != nil {
		return err
	}
	if account != v.Account.ID {
		if _, err := a.ownTemplate(ctx, v, id); err != nil {
			return err
		}
	}
	err := a.store.UnshareTemplate(ctx, id, account)
	if errors.Is(err, store.ErrNotFound) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("app: unshare template: %w", err)
	}
	return nil
}

// TemplatePeople lists with whom a template of the visitor is shared.
func (a *App) TemplatePeople(ctx context.Context, v *Visit, id int64) ([]*Member, error) {
	if _, err := a.ownTemplate(ctx, v, id); err != nil {
		return nil, err
	}
	people, err := a.store.TemplatePeople(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("app: people of a template: %w", err)
	}
	return people, nil
}

// ownTemplate returns a template that the visitor has made; others that they see are
// forbidden.
func (a *App) ownTemplate(ctx context.Context, v *Visit, id int64) (*Template, error) {
	template, _, err := a.Template(ctx, v, id)
	if err != nil {
		return nil, err
	}
	if template.AccountID != v.Account.ID || v.Token != nil {
		return nil, ErrForbidden
	}
	return template, nil
}

// TemplateImport says how a template is appended to a project.
type TemplateImport struct {
	rab.TemplateOptions

	DryRun bool // tell what would happen, and store nothing
}

// errOnlyAsked ends a command that was only to tell what it would do.
var errOnlyAsked = errors.New("app: nothing is to be stored")

// ImportTemplate appends the content of a template to the visit's project, all of it or
// nothing. Path is put before the places of problems in it. Of a dry run Done is nil.
func (a *App) ImportTemplate(ctx context.Context, v *Visit, content []byte, path string, in TemplateImport) (result rab.TemplateResult, done *Done, err error) {
	if err := v.allow(writing); err != nil {
		return result, nil, err
	}
	library, _ := a.Library()
	file, err := exchange.ReadTemplate(content, path, library)
	if err != nil {
		return result, nil, err
	}
	c := command{kind: "template.import", need: writing}
	c.decide = func(d *rab.Draft) (err error) {
		if result, err = d.AppendTemplate(file.Template, in.TemplateOptions); err == nil && in.DryRun {
			err = errOnlyAsked
		}
		return err
	}
	c.own = func() []int64 { return result.CreatedIDs }
	if done, err = a.run(ctx, v, c); errors.Is(err, errOnlyAsked) {
		return result, nil, nil
	}
	if err != nil {
		return rab.TemplateResult{}, nil, err
	}
	return result, done, nil
}

// UseTemplate is ImportTemplate for one of the template library, whose uses are counted.
func (a *App) UseTemplate(ctx context.Context, v *Visit, id int64, in TemplateImport) (*Template, rab.TemplateResult, *Done, error) {
	var result rab.TemplateResult
	if err := v.allow(writing); err != nil {
		return nil, result, nil, err
	}
	template, content, err := a.Template(ctx, v, id)
	if err != nil {
		return nil, result, nil, err
	}
	result, done, err := a.ImportTemplate(ctx, v, content, "content", in)
	if err != nil || done == nil {
		return template, result, done, err
	}
	if err := a.store.UseTemplate(ctx, id); err != nil {
		return nil, result, nil, fmt.Errorf("app: count the use of a template: %w", err)
	}
	return template, result, done, nil
}
