package rab

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"takar/internal/decimal"
	"takar/internal/takeoff"
)

// VolumeInput is what one row of a volume save asks for: a formula (its result becomes the
// quantity), another quantity alone (which switches the formula off), or an empty Quantity,
// which clears both.
type VolumeInput struct {
	Path        string // place of the row in the request; "" = items[i]
	PekerjaanID int64
	Quantity    *decimal.Null // nil: the request has no such key
	Formula     *string
	// FormulaOff switches the formula off even when the quantity is what it gives.
	FormulaOff bool
	// Unset says that the row was listed as one without a quantity. Lists write that as
	// zero, which then does not ask for a zero.
	Unset   bool
	Version *int64 // of the volume row the client saw, 0 for none; nil overwrites
}

// echoes reports whether the row only repeats what a list showed, so that a list may be
// sent back without changing anything (rulings A1).
func (in *VolumeInput) echoes(current *Volume, quantity decimal.Decimal) bool {
	if !current.Quantity.Valid {
		return in.Unset && quantity.IsZero()
	}
	return current.IsFx && !in.FormulaOff && current.Quantity.Decimal.Equal(quantity)
}

// VolumeChange is the quantity of a pekerjaan before and after a command.
type VolumeChange struct {
	PekerjaanID int64
	Kode        string
	Uraian      string
	Old, New    decimal.Null
	Failure     string // why its formula fails now; Old and New are then the last good quantity
}

// VolumeResult tells what a volume save did.
type VolumeResult struct {
	Saved    int            // rows of the request
	Changed  []VolumeChange // those that were not stored like this before
	Warnings []Problem      // remarks on formulas that were accepted
}

// SaveVolumes stores quantities and formulas. A stale row that asks for what is stored
// already is no conflict, so that a request may safely be repeated.
func (d *Draft) SaveVolumes(inputs []VolumeInput) (VolumeResult, error) {
	edit := d.editVolumes()
	for i, in := range inputs {
		path := cmp.Or(in.Path, fmt.Sprintf("items[%d]", i))
		next, ok := edit.row(path, in.PekerjaanID)
		if !ok {
			continue
		}
		switch {
		case in.Formula != nil:
			if !edit.evaluate(path+".formula", next, *in.Formula) {
				continue
			}
		case in.Quantity == nil:
			edit.problems.Add(path+".quantity", "Isi quantity (angka, atau null untuk mengosongkan) atau formula.")
			continue
		case in.Quantity.Valid:
			quantity, err := decimal.Volume.Quantise(in.Quantity.Decimal)
			if err != nil {
				edit.problems.Add(path+".quantity", "%s: %s.", edit.items[in.PekerjaanID].Name(), err)
				continue
			}
			if !in.echoes(next, quantity) {
				next.Quantity, next.IsFx, next.Failure, next.Cleared = decimal.Some(quantity), false, "", false
			}
		default:
			next.Quantity, next.Formula, next.IsFx, next.Failure = decimal.Null{}, "", false, ""
		}
		edit.put(path, next, in.Version)
	}
	if err := edit.err(); err != nil {
		return VolumeResult{}, err
	}
	return edit.result, nil
}

// FormulaInput is one row of the older formula save.
type FormulaInput struct {
	Path        string // place of the row in the request; "" = items[i]
	PekerjaanID int64
	Raw         string
	IsFx        bool // false stores the text only
	Version     *int64
}

// FormulaResult tells what a formula save did.
type FormulaResult struct {
	Created, Updated int // rows that had no formula before, and the others
	VolumeResult
}

// SaveFormulas stores formulas. One that is switched on is evaluated and writes the
// quantity; one that is switched off is only kept as text.
func (d *Draft) SaveFormulas(inputs []FormulaInput) (FormulaResult, error) {
	edit := d.editVolumes()
	var result FormulaResult
	for i, in := range inputs {
		path := cmp.Or(in.Path, fmt.Sprintf("items[%d]", i))
		next, ok := edit.row(path, in.PekerjaanID)
		if !ok {
			continue
		}
		before := next.Formula
		if in.IsFx && strings.TrimSpace(in.Raw) != "" {
			if !edit.evaluate(path+".raw", next, in.Raw) {
				continue
			}
		} else {
			next.Formula, next.IsFx, next.Failure = edit.problems.Text(path+".raw", "Formula", in.Raw, takeoff.MaxLength), false, ""
		}
		edit.put(path, next, in.Version)
		if before == "" {
			result.Created++
		} else {
			result.Updated++
		}
	}
	if err := edit.err(); err != nil {
		return FormulaResult{}, err
	}
	result.VolumeResult = edit.result
	return result, nil
}

// PreviewFormula evaluates a formula with the project's parameters, some of them replaced
// by values that are not stored yet. The error is an *Invalid with the position.
func (p *Project) PreviewFormula(text string, overrides map[string]decimal.Decimal) (takeoff.Result, error) {
	values := p.parameterValues()
	for name, value := range overrides {
		values[strings.ToLower(name)] = value
	}
	result, err := takeoff.Evaluate(text, values)
	if err != nil {
		return takeoff.Result{}, &Invalid{Problems: []Problem{formulaProblem("formula", err)}}
	}
	return result, nil
}

// parameterValues returns the values of all parameters by name.
func (p *Project) parameterValues() map[string]decimal.Decimal {
	values := make(map[string]decimal.Decimal, p.Parameters.Len())
	for _, parameter := range p.Parameters.All() {
		values[parameter.Name] = parameter.Value
	}
	return values
}

// WorkbookVolume writes the formula of a volume as workbooks reckon it; {0}, {1} and so on
// stand for the parameters that are returned. It is empty where the volume is no result of
// a formula, or no workbook gives the same.
func (p *Project) WorkbookVolume(volume *Volume) (text string, parameters []*Parameter) {
	if !volume.IsFx || volume.Failure != "" || !volume.Quantity.Valid {
		return "", nil
	}
	formula, err := takeoff.Parse(volume.Formula)
	if err != nil {
		return "", nil
	}
	text, ok := formula.Workbook(func(name string) (string, bool) {
		parameter, ok := p.ParameterByName(name)
		if !ok {
			return "", false
		}
		at := slices.Index(parameters, parameter)
		if at < 0 {
			at = len(parameters)
			parameters = append(parameters, parameter)
		}
		return "{" + strconv.Itoa(at) + "}", true
	})
	if !ok {
		return "", nil
	}
	return text, parameters
}

// formulaProblem turns an error of a formula into a problem with its place in the text.
func formulaProblem(path string, err error) Problem {
	problem := Problem{Path: path, Message: "Formula: " + err.Error()}
	var failure *takeoff.Error
	if errors.As(err, &failure) {
		problem.Message = "Formula: " + failure.Message
		if failure.Position >= 0 {
			problem.Position = &failure.Position
		}
	}
	return problem
}

// volumeEdit is a save of volumes in progress.
type volumeEdit struct {
	draft      *Draft
	view       *Project
	parameters map[string]decimal.Decimal
	items      map[int64]*Pekerjaan // rows of this request
	problems   Problems
	conflicts  conflicts
	result     VolumeResult
}

func (d *Draft) editVolumes() *volumeEdit {
	view := d.View()
	return &volumeEdit{draft: d, view: view, parameters: view.parameterValues(), items: map[int64]*Pekerjaan{}}
}

func (e *volumeEdit) err() error { return refusal(e.problems, e.conflicts) }

// row returns a copy of the volume of a pekerjaan, to be changed.
func (e *volumeEdit) row(path string, pekerjaan int64) (*Volume, bool) {
	item, ok := e.view.Pekerjaan.Get(pekerjaan)
	if !ok {
		e.problems.Add(path+".pekerjaan_id", "Pekerjaan %d tidak ada di proyek ini: muat ulang halaman.", pekerjaan)
		return nil, false
	}
	if e.items[pekerjaan] != nil {
		e.problems.Add(path+".pekerjaan_id", "Pekerjaan %s dikirim dua kali: sisakan satu.", item.Name())
		return nil, false
	}
	e.items[pekerjaan] = item
	if current, ok := e.view.Volumes.Get(pekerjaan); ok {
		next := *current
		return &next, true
	}
	return &Volume{Meta: Meta{ID: pekerjaan}}, true
}

// evaluate switches a formula on. What takeoff accepts can be stored; places are those in
// the text as it came.
func (e *volumeEdit) evaluate(path string, next *Volume, formula string) bool {
	result, err := takeoff.Evaluate(formula, e.parameters)
	if err != nil {
		problem := formulaProblem(path, err)
		problem.Message = e.items[next.ID].Name() + ": " + problem.Message
		e.problems = append(e.problems, problem)
		return false
	}
	for _, hint := range result.Hints {
		e.result.Warnings = append(e.result.Warnings, Problem{
			Path: path, Message: hint.Message, Severity: "warning", Position: &hint.Position,
		})
	}
	next.Formula, next.IsFx, next.Quantity = strings.TrimSpace(formula), true, decimal.Some(result.Quantity)
	next.Failure, next.Cleared = "", false
	return true
}

func (e *volumeEdit) put(path string, next *Volume, version *int64) {
	e.result.Saved++
	current, exists := e.view.Volumes.Get(next.ID)
	if !exists {
		current = &Volume{Meta: Meta{ID: next.ID}}
	}
	if sameContent(current, next) {
		return
	}
	if e.draft.stale(version, current.Version) {
		next.Version = *version
		e.conflicts.add(path, current.Meta, current, next)
		return
	}
	e.result.Changed = append(e.result.Changed, volumeChange(e.items[next.ID], current, next))
	e.draft.Volumes.Put(next)
}

func volumeChange(item *Pekerjaan, before, after *Volume) VolumeChange {
	return VolumeChange{
		PekerjaanID: item.ID, Kode: item.Kode, Uraian: item.Uraian,
		Old: before.Quantity, New: after.Quantity, Failure: after.Failure,
	}
}

// reevaluate computes the stored formulas again that satisfy uses, with the parameters as
// they are now. A formula that fails keeps its quantity and is marked with the reason.
func (d *Draft) reevaluate(uses func(*Volume, *takeoff.Formula) bool) []VolumeChange {
	view := d.Project()
	parameters := view.parameterValues()
	var changes []VolumeChange
	for _, current := range view.Volumes.All() {
		if !current.IsFx || current.Formula == "" {
			continue
		}
		formula, err := takeoff.Parse(current.Formula)
		if err != nil || !uses(current, formula) {
			continue
		}
		next := *current
		if quantity, err := formula.Evaluate(parameters); err != nil {
			next.Failure = err.Error()
		} else {
			next.Quantity, next.Failure = decimal.Some(quantity), ""
		}
		if sameContent(current, &next) {
			continue
		}
		d.Volumes.Put(&next)
		if item, ok := view.Pekerjaan.Get(next.ID); ok {
			changes = append(changes, volumeChange(item, current, &next))
		}
	}
	return changes
}
