package ahsp

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Options describe the file of an import. All may be empty.
type Options struct {
	Edition string // name of the edition; "" takes the file's sumber_ahsp
	File    string // name of the file, for provenance
	SHA256  string // of the file, hex
}

// Imported is what a file holds, before anything is stored: the analyses as published,
// mojibake apart, and all that is wrong or doubtful about them. Ids are zero.
type Imported struct {
	Edition  Edition // revision 1
	Analyses []Analysis
	Findings []Finding // in order of rows
	Summary  Summary
}

// Import reads rows in the layout of documents §1.6 I2. The first row that holds anything
// is the header. An analysis opens where kode and nama stand; the components on that row
// and on those below belong to it, and rows that repeat a kode add to it. Every component
// row is kept and counts in full, duplicates too. No number is repaired here.
//
// A file with unreadable cells or missing columns gives an *ImportError; an error of the
// rows themselves is passed on.
func Import(rows iter.Seq2[Row, error], options Options) (*Imported, error) {
	in := importer{
		open:   -1,
		byKode: map[string]int{}, otherNames: map[string]bool{}, groups: map[group][]place{},
		repaired: map[string]bool{}, numericKode: map[string]bool{},
	}
	header := false
	for row, err := range rows {
		if err != nil {
			return nil, fmt.Errorf("membaca berkas: %w", err)
		}
		if blankRow(row) {
			continue
		}
		if !header {
			header = true
			in.columns, in.problems = findColumns(row)
			if len(in.problems) > 0 {
				return nil, &ImportError{in.problems}
			}
			continue
		}
		in.rows++
		in.row = row
		in.read()
		if len(in.problems) >= maxErrors {
			break
		}
	}
	if len(in.problems) == 0 && len(in.analyses) == 0 {
		in.problems = []RowError{{Row: 1, Message: "tidak ada satu pun analisa di lembar ini"}}
	}
	if len(in.problems) > 0 {
		return nil, &ImportError{in.problems}
	}
	return in.finish(options), nil
}

func blankRow(row Row) bool {
	return !slices.ContainsFunc(row.Cells, func(c Cell) bool { return strings.TrimSpace(c.Text) != "" })
}

// importer is the state of one import.
type importer struct {
	columns  columns
	row      Row // the current one
	rows     int
	sumber   string
	kode     string // of the analysis that the current row belongs to
	open     int    // its index; -1 before the first
	analyses []Analysis
	names    []string // published name of each analysis, before repair
	byKode   map[string]int

	findings    []Finding
	problems    []RowError
	otherNames  map[string]bool   // kode with a second name
	groups      map[group][]place // components that look the same
	repaired    map[string]bool   // damaged texts seen
	numericKode map[string]bool
}

// group is what makes two components of an analysis duplicates, as published.
type group struct {
	analysis                       int
	kategori, kode, uraian, satuan string
}

// place is where a component was put, and its row in the file.
type place struct{ component, row int }

func (in *importer) problem(which column, format string, arguments ...any) {
	in.problems = append(in.problems, RowError{in.row.Sheet, in.row.Number, in.columns.name(which), fmt.Sprintf(format, arguments...)})
}

func (in *importer) find(kind FindingKind, which column, text, proposal, message string) {
	in.findings = append(in.findings, Finding{
		Kind: kind, Sheet: in.row.Sheet, Row: in.row.Number, Column: in.columns.name(which),
		Kode: in.kode, Text: text, Proposal: proposal, Message: message,
	})
}

// text reads a text cell: repaired, its blanks joined, within its limit. Raw is the cell
// before repair, its blanks joined.
func (in *importer) text(which column) (text, raw string) {
	cell := in.columns.cell(in.row, which)
	if cell.Kind == ErrorCell {
		in.problem(which, "sel berisi %s: ganti dengan nilainya", cell.Text)
		return "", ""
	}
	raw = tidy(cell.Text)
	fixed, changed := RepairText(cell.Text)
	text = tidy(fixed)
	if longest := layout[which].longest; utf8.RuneCountInString(text) > longest {
		in.problem(which, "isi lebih dari %d karakter", longest)
	}
	if changed && !in.repaired[cell.Text] {
		in.repaired[cell.Text] = true
		in.find(MojibakeText, which, raw, text, "huruf rusak (salah baca Windows-1252) diperbaiki")
	}
	return text, raw
}

// read takes one data row.
func (in *importer) read() {
	placed := in.readHeading()
	in.readSumber()
	if placed {
		in.readComponent()
	}
}

func (in *importer) readSumber() {
	sumber, _ := in.text(colSumber)
	switch {
	case sumber == "" && in.sumber == "":
		in.problem(colSumber, "sumber kosong: isi pada baris pertama")
	case sumber != "" && in.sumber != "" && sumber != in.sumber:
		in.problem(colSumber, "sumber %q berbeda dari %q: satu berkas memuat satu sumber", sumber, in.sumber)
	case sumber != "":
		in.sumber = sumber
	}
}

// readHeading opens the analysis that the row names, if any; false when the row cannot be
// placed.
func (in *importer) readHeading() bool {
	kode, _ := in.text(colKode)
	if kode != "" {
		in.kode = kode
	}
	nama, raw := in.text(colNama)
	if kode == "" && nama == "" {
		return true
	}
	if kode == "" {
		in.problem(colKode, "kode kosong, padahal %s terisi", in.columns.name(colNama))
		return false
	}
	i, known := in.byKode[kode]
	switch {
	case known:
		in.open = i
		if nama != "" && nama != in.analyses[i].Nama && !in.otherNames[kode] {
			in.otherNames[kode] = true
			in.find(CodeWithTwoNames, colNama, nama, "",
				fmt.Sprintf("kode %s sudah dipakai untuk %q: pisahkan atau beri kode sendiri", kode, in.analyses[i].Nama))
		}
	case nama == "":
		in.problem(colNama, "nama kosong untuk kode baru %q", kode)
		return false
	default:
		in.open = len(in.analyses)
		in.byKode[kode] = in.open
		in.analyses = append(in.analyses, Analysis{Kode: kode, Nama: nama, Sheet: in.row.Sheet, Row: in.row.Number})
		in.names = append(in.names, raw)
	}
	if in.columns.cell(in.row, colKode).Kind == NumberCell && !in.numericKode[kode] {
		in.numericKode[kode] = true
		in.find(SuspectKode, colKode, kode, "", "kode tersimpan sebagai angka: nol di belakang bisa hilang (1.10 menjadi 1.1)")
	}
	in.readAttributes(&in.analyses[in.open])
	return true
}

// readAttributes takes what else the row says about the analysis; the first to say it wins.
func (in *importer) readAttributes(a *Analysis) {
	if klasifikasi, _ := in.text(colKlasifikasi); a.Klasifikasi == "" {
		a.Klasifikasi = klasifikasi
	}
	if sub, _ := in.text(colSubKlasifikasi); a.SubKlasifikasi == "" {
		a.SubKlasifikasi = sub
	}
	satuan, _ := in.text(colSatuanAnalisa)
	switch {
	case satuan == "":
	case a.Satuan == "":
		a.Satuan, a.SatuanFrom = satuan, FromFile
	case NormaliseUnit(satuan) != NormaliseUnit(a.Satuan):
		in.find(SuspectSatuan, colSatuanAnalisa, satuan, a.Satuan, "satuan pekerjaan berbeda dari baris sebelumnya; yang pertama dipakai")
	}
}

// readComponent takes the component on the row, if any.
func (in *importer) readComponent() {
	uraian, _ := in.text(colUraian)
	kategoriText, _ := in.text(colKategori)
	kode, _ := in.text(colKodeItem)
	satuan, _ := in.text(colSatuan)
	cell := in.columns.cell(in.row, colKoefisien)
	if strings.TrimSpace(cell.Text) == "" && cell.Kind != ErrorCell {
		cell = Cell{}
	}
	if uraian == "" && kategoriText == "" && kode == "" && cell.Kind == EmptyCell {
		return // a heading row; a unit alone is not a component
	}
	switch {
	case uraian == "":
		in.find(SkippedRow, colUraian, strings.TrimSpace(kode+" "+cell.Text), "", "komponen tanpa uraian dilewati")
		return
	case in.open < 0:
		in.find(SkippedRow, colUraian, uraian, "", "komponen sebelum pekerjaan pertama dilewati")
		return
	}
	read, err := readCoefficient(cell)
	if err != nil {
		in.problem(colKoefisien, "%s", err)
		return
	}
	a := &in.analyses[in.open]
	kategori, known := readKategori(kategoriText)
	component := Component{
		Position: len(a.Components), Kategori: kategori, Kode: kode, Uraian: uraian, Satuan: satuan,
		Koefisien: read.value, Original: read.original, Resolution: Unresolved,
		Sheet: in.row.Sheet, Row: in.row.Number,
	}
	in.judge(&component, read, kategoriText, known, cell.Text)
	a.Components = append(a.Components, component)
	g := group{in.open, kategoriText, kode, uraian, satuan}
	in.groups[g] = append(in.groups[g], place{component.Position, component.Row})
}

// longestUnit is how long a unit of a component may be before it is doubtful.
const longestUnit = 20

// judge marks what is wrong with a component.
func (in *importer) judge(c *Component, read coefficient, kategori string, known bool, koefisien string) {
	found := func(kind FindingKind, which column, text, proposal, message string) {
		in.find(kind, which, text, proposal, message)
		c.mark(kind)
	}
	switch {
	case read.lost && read.proposal.Valid:
		found(LostDecimal, colKoefisien, koefisien, read.proposal.Decimal.String(), "tanda desimal hilang; usulan: dibagi 1.000")
	case read.lost:
		found(LostDecimal, colKoefisien, koefisien, "", "tanda desimal hilang; letaknya tidak pasti, periksa ke dokumen asli")
	case read.suspect != "":
		found(SuspectKoefisien, colKoefisien, koefisien, "", read.suspect)
	}
	switch {
	case kategori == "":
		found(MissingKategori, colKategori, c.Uraian, "", "kategori kosong, dicatat sebagai LAIN")
	case !known:
		found(UnknownKategori, colKategori, kategori, "", "kategori tidak dikenal, dicatat sebagai LAIN")
	}
	switch {
	case c.Satuan == "":
		found(MissingSatuan, colSatuan, c.Uraian, "", "satuan komponen kosong")
	case utf8.RuneCountInString(c.Satuan) > longestUnit:
		found(SuspectSatuan, colSatuan, c.Satuan, "", "satuan terlalu panjang untuk sebuah satuan")
	}
	if nama, _ := in.text(colNama); nama != "" && nama != in.analyses[in.open].Nama {
		c.mark(CodeWithTwoNames)
	}
}

// finish makes the findings that need the whole file.
func (in *importer) finish(options Options) *Imported {
	in.findDuplicates()
	in.findUnits()
	slices.SortStableFunc(in.findings, func(a, b Finding) int { return a.Row - b.Row })
	name := options.Edition
	if name == "" {
		name = in.sumber
	}
	return &Imported{
		Edition:  Edition{Name: name, Revision: 1, File: options.File, SHA256: options.SHA256},
		Analyses: in.analyses,
		Findings: in.findings,
		Summary:  summarise(in.rows, in.analyses, in.findings),
	}
}

func (in *importer) findDuplicates() {
	for g, places := range in.groups {
		if len(places) < 2 {
			continue
		}
		a := &in.analyses[g.analysis]
		rows, texts := make([]int, len(places)), make([]string, len(places))
		for i, p := range places {
			a.Components[p.component].mark(DuplicateRow)
			rows[i], texts[i] = p.row, strconv.Itoa(p.row)
		}
		in.findings = append(in.findings, Finding{
			Kind: DuplicateRow, Sheet: a.Sheet, Row: places[0].row, Column: in.columns.name(colUraian), Kode: a.Kode, Text: g.uraian,
			Message: fmt.Sprintf("komponen yang sama pada baris %s; semuanya dihitung penuh", strings.Join(texts, ", ")), Rows: rows,
		})
	}
}

// findUnits reads the units of the analyses from their names where no column gave them. A
// unit that only shows after a repair, or in a weaker wording, is proposed and not taken.
func (in *importer) findUnits() {
	for i := range in.analyses {
		a := &in.analyses[i]
		if a.Satuan != "" {
			continue
		}
		f := Finding{Sheet: a.Sheet, Row: a.Row, Column: in.columns.name(colNama), Kode: a.Kode, Text: a.Nama}
		if unit, ok := StatedUnit(in.names[i]); ok {
			a.Satuan, a.SatuanFrom = unit, FromName
			f.Kind, f.Proposal, f.Message = UnitFromName, unit, fmt.Sprintf("satuan %s dibaca dari nama", unit)
		} else {
			f.Kind, f.Proposal, f.Message = UnitMissing, hintUnit(a.Nama), "satuan pekerjaan tidak ada: isi sendiri"
		}
		in.findings = append(in.findings, f)
	}
}
