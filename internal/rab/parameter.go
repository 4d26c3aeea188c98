package rab

import (
	"cmp"
	"maps"
	"slices"

	"takar/internal/decimal"
	"takar/internal/takeoff"
)

// ParameterInput is what a request says about a parameter; nil means "not said".
type ParameterInput struct {
	Path        string // place in the request; "" = the field names alone
	Name        string
	Value       *decimal.Decimal
	Label       *string // default: the name
	Unit        *string
	Description *string
	Version     *int64
}

// ParameterResult tells what a change of parameters did, also to the volumes that use them.
type ParameterResult struct {
	Parameter                 *Parameter // of a command on one parameter, as it is now
	Created, Updated, Deleted int
	DeletedNames              []string
	Volumes                   []VolumeChange // quantities that changed, formulas that fail now or work again
}

// SyncMode says what SyncParameters does with parameters that the request does not name.
type SyncMode string

// The two modes.
const (
	SyncMerge   SyncMode = "merge"   // keep them
	SyncReplace SyncMode = "replace" // delete them
)

// CreateParameter adds a parameter. Formulas that waited for it are evaluated.
func (d *Draft) CreateParameter(in ParameterInput) (ParameterResult, error) {
	edit := parameterEdit{draft: d, view: d.View()}
	name := edit.name(in)
	if _, taken := edit.view.ParameterByName(name); taken {
		edit.problems.Add(at(in.Path, "name"), "Parameter %s sudah ada: pilih kode lain.", name)
	}
	edit.create(name, in)
	return edit.finish()
}

// UpdateParameter changes a parameter; its name stays. All formulas that use it are
// evaluated again.
func (d *Draft) UpdateParameter(id int64, in ParameterInput) (ParameterResult, error) {
	edit := parameterEdit{draft: d, view: d.View()}
	current, ok := edit.view.Parameters.Get(id)
	if !ok {
		return ParameterResult{}, ErrNotFound
	}
	edit.update(current, in)
	return edit.finish()
}

// DeleteParameter removes a parameter. Formulas that use it keep their quantity and are
// reported as failing.
func (d *Draft) DeleteParameter(id int64, version *int64) (ParameterResult, error) {
	edit := parameterEdit{draft: d, view: d.View()}
	current, ok := edit.view.Parameters.Get(id)
	if !ok {
		return ParameterResult{}, ErrNotFound
	}
	if d.stale(version, current.Version) {
		edit.conflicts.add("version", current.Meta, current, nil)
	}
	edit.remove(current)
	result, err := edit.finish()
	result.Parameter = current
	return result, err
}

// SyncParameters stores many parameters by name. Existing ones are matched by name, so
// that they keep their ids; with SyncReplace all others are deleted.
func (d *Draft) SyncParameters(mode SyncMode, inputs []ParameterInput) (ParameterResult, error) {
	edit := parameterEdit{draft: d, view: d.View()}
	if mode != SyncMerge && mode != SyncReplace {
		return ParameterResult{}, Refuse("mode", "Mode %q tidak dikenal: pakai merge atau replace.", mode)
	}
	named := map[string]bool{}
	for _, in := range inputs {
		in.Path = cmp.Or(in.Path, "parameters."+in.Name)
		name := edit.name(in)
		if name == "" {
			continue
		}
		if named[name] {
			edit.problems.Add(in.Path, "Parameter %s dikirim dua kali (huruf besar dan kecil tidak dibedakan).", name)
			continue
		}
		named[name] = true
		if current, ok := edit.view.ParameterByName(name); ok {
			edit.update(current, in)
		} else {
			edit.create(name, in)
		}
	}
	if mode == SyncReplace {
		for _, current := range edit.view.Parameters.All() {
			if !named[current.Name] {
				edit.remove(current)
			}
		}
	}
	result, err := edit.finish()
	result.Parameter = nil
	return result, err
}

// parameterEdit is a change of parameters in progress.
type parameterEdit struct {
	draft     *Draft
	view      *Project
	problems  Problems
	conflicts conflicts
	result    ParameterResult
	names     []string // parameters whose value changed
}

func at(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

func (e *parameterEdit) name(in ParameterInput) string {
	name, err := takeoff.CheckName(in.Name)
	if err != nil {
		e.problems.Add(at(in.Path, "name"), "%s.", err)
	}
	return name
}

func (e *parameterEdit) create(name string, in ParameterInput) {
	next := &Parameter{Meta: e.draft.NewRow(), UID: e.draft.ids.NextUID(), Name: name, Label: name}
	e.fill(next, in)
	e.draft.Parameters.Put(next)
	e.names = append(e.names, name)
	e.result.Created++
	e.result.Parameter = next
}

func (e *parameterEdit) update(current *Parameter, in ParameterInput) {
	next := *current
	e.fill(&next, in)
	e.result.Parameter = current
	e.result.Updated++
	if sameContent(current, &next) {
		return
	}
	if e.draft.stale(in.Version, current.Version) {
		next.Version = *in.Version
		e.conflicts.add(cmp.Or(in.Path, "version"), current.Meta, current, &next)
		return
	}
	e.draft.Parameters.Put(&next)
	e.result.Parameter = &next
	if !next.Value.Equal(current.Value) {
		e.names = append(e.names, next.Name)
	}
}

func (e *parameterEdit) remove(current *Parameter) {
	e.draft.Parameters.Delete(current.ID)
	e.names = append(e.names, current.Name)
	e.result.Deleted++
	e.result.DeletedNames = append(e.result.DeletedNames, current.Name)
}

func (e *parameterEdit) fill(next *Parameter, in ParameterInput) {
	if in.Value != nil {
		value, err := decimal.Parameter.Quantise(*in.Value)
		if err != nil {
			e.problems.Add(at(in.Path, "value"), "Parameter %s: %s.", next.Name, err)
		}
		next.Value = value
	}
	if in.Label != nil {
		next.Label = cmp.Or(e.problems.Text(at(in.Path, "label"), "Nama parameter", *in.Label, MaxLabel), next.Name)
	}
	if in.Unit != nil {
		next.Unit = e.problems.Text(at(in.Path, "unit"), "Satuan", *in.Unit, MaxSatuan)
	}
	if in.Description != nil {
		next.Description = e.problems.Text(at(in.Path, "description"), "Keterangan", *in.Description, MaxNotes)
	}
}

func (e *parameterEdit) finish() (ParameterResult, error) {
	if err := refusal(e.problems, e.conflicts); err != nil {
		return ParameterResult{}, err
	}
	if len(e.names) > 0 {
		e.result.Volumes = e.draft.reevaluate(func(_ *Volume, formula *takeoff.Formula) bool {
			return slices.ContainsFunc(e.names, formula.Uses)
		})
	}
	return e.result, nil
}

// Failing returns the formulas among the changes that fail now.
func (r *ParameterResult) Failing() []VolumeChange {
	var failing []VolumeChange
	for _, change := range r.Volumes {
		if change.Failure != "" {
			failing = append(failing, change)
		}
	}
	return failing
}

// ParametersInUse returns the parameters that the value of some formula depends on, by name.
func (p *Project) ParametersInUse() []*Parameter {
	used := map[string]*Parameter{}
	for _, volume := range p.Volumes.All() {
		if !volume.IsFx || volume.Formula == "" {
			continue
		}
		formula, err := takeoff.Parse(volume.Formula)
		if err != nil {
			continue
		}
		for _, parameter := range p.Parameters.All() {
			if formula.Uses(parameter.Name) {
				used[parameter.Name] = parameter
			}
		}
	}
	return slices.SortedFunc(maps.Values(used), func(a, b *Parameter) int { return cmp.Compare(a.Name, b.Name) })
}
