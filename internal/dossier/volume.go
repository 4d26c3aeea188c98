package dossier

import (
	"strings"

	"takar/internal/document"
	"takar/internal/rab"
)

// volumePekerjaan is the back-up of the volumes: how each was reckoned, and the parameters
// of its formulas.
func (b *builder) volumePekerjaan() ([]*document.Section, error) { return b.volumes(), nil }

func (b *builder) volumes() []*document.Section {
	t := &document.Table{
		Columns: []document.Column{
			{Key: columnNo, Title: "No", Width: 100},
			{Key: columnUraian, Title: "Uraian Pekerjaan", Width: 680},
			{Key: columnRumus, Title: "Perhitungan", Width: 640},
			{Key: columnVolume, Title: "Volume", Width: 220, Kind: document.VolumeKind},
			{Key: columnSatuan, Title: "Satuan", Width: 160},
		},
		Empty: "Belum ada pekerjaan.", Tail: 3,
	}
	b.eachHeading(func(level, place int, heading *rab.Heading, items []*rab.Pekerjaan) {
		t.Rows = append(t.Rows, headingRow(level, place, heading, len(t.Columns)))
		for i, item := range items {
			t.Rows = append(t.Rows, b.volumeRow(i+1, item))
		}
	})
	section := b.section(keyVolume, "PERHITUNGAN VOLUME PEKERJAAN", "Volume", t)
	b.partial(Volume, section)
	sections := []*document.Section{section}
	if parameters := b.parameters(); parameters != nil {
		sections = append(sections, parameters)
	}
	last := sections[len(sections)-1]
	last.Blocks = append(last.Blocks, b.estimateSigned()...)
	return sections
}

// volumeRow is one pekerjaan with the formula of its volume as somebody wrote it.
func (b *builder) volumeRow(number int, item *rab.Pekerjaan) document.Row {
	line, _ := b.figures.LineOf(item.ID)
	row := document.Row{Key: pekerjaanKey(item.ID), Cells: []document.Cell{count(number), document.Words(item.Uraian)}}
	faults := volumeFaults(line)
	formula, quantity := "", document.Maybe(line.Volume)
	if volume, ok := b.Project.Volumes.Get(item.ID); ok && volume.IsFx {
		formula = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(volume.Formula), "="))
		if text, parameters := b.Project.WorkbookVolume(volume); text != "" {
			refs := make([]document.Ref, len(parameters))
			for i, parameter := range parameters {
				refs[i] = document.Ref{Section: keyParameter, Row: parameterKey(parameter), Column: columnNilai}
			}
			quantity = quantity.By(document.Calculation(text, refs...))
		}
		if volume.Failure != "" {
			faults = append(faults, "rumus gagal: "+volume.Failure)
		}
	}
	row.Cells = append(row.Cells, document.Words(formula), quantity, unit(item.Satuan))
	return marked(row, faults)
}

// parameters lists the stored parameters that formulas use; nil when none does.
func (b *builder) parameters() *document.Section {
	t := &document.Table{
		Columns: []document.Column{
			{Key: columnNo, Title: "No", Width: 100},
			{Key: columnKode, Title: "Kode", Width: 420},
			{Key: columnUraian, Title: "Nama Parameter", Width: 560},
			{Key: columnNilai, Title: "Nilai", Width: 240, Kind: document.Exact},
			{Key: columnSatuan, Title: "Satuan", Width: 140},
			{Key: columnKeterangan, Title: "Keterangan", Width: 340},
		},
	}
	for _, parameter := range b.Project.ParametersInUse() {
		t.Rows = append(t.Rows, document.Row{Key: parameterKey(parameter), Cells: []document.Cell{
			count(len(t.Rows) + 1), document.Words(parameter.Name), document.Words(parameter.Label), document.Number(parameter.Value),
			unit(parameter.Unit), document.Words(parameter.Description),
		}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return b.section(keyParameter, "DAFTAR PARAMETER PERHITUNGAN", "Parameter", t)
}
