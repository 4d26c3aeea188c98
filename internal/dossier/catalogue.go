package dossier

import (
	"errors"
	"slices"

	"takar/internal/document"
)

// Entry is what is known of a document before it is made.
type Entry struct {
	Kind    Kind
	Name    string // for people, such as "Rekap RAB"
	File    string // begin of the names of its files
	Formats []Format
	Money   bool // says nothing without prices, so it is refused to those who may not see them
	Long    bool // may take seconds: made by a job when a page asks for it

	build func(*builder) ([]*document.Section, error)
}

// Offers reports whether the document is made in a format.
func (e *Entry) Offers(f Format) bool {
	for _, offered := range e.Formats {
		if offered == f {
			return true
		}
	}
	return false
}

// catalogue lists the documents in the order in which they are offered.
var catalogue = []Entry{
	{Kind: RekapRAB, Name: "Rencana anggaran biaya", File: "Rencana_Anggaran_Biaya", Formats: tables, Money: true, build: (*builder).rekapRAB},
	{Kind: DaftarHSP, Name: "Daftar harga satuan pekerjaan", File: "Daftar_Harga_Satuan_Pekerjaan", Formats: tables, Money: true, build: (*builder).daftarHSP},
	{Kind: RincianAHSP, Name: "Rincian AHSP", File: "Rincian_AHSP", Formats: tables, Money: true, Long: true, build: (*builder).rincianAHSP},
	{Kind: HargaItems, Name: "Daftar harga satuan dasar", File: "Daftar_Harga_Satuan_Dasar", Formats: tables, Money: true, build: (*builder).hargaItems},
	{Kind: UpahBahanAlat, Name: "Daftar upah, bahan dan alat", File: "Daftar_Upah_Bahan_Alat", Formats: tables, Money: true, build: (*builder).upahBahanAlat},
	{Kind: Volume, Name: "Perhitungan volume", File: "Volume_Pekerjaan", Formats: tables, build: (*builder).volumePekerjaan},
	{Kind: RekapKebutuhan, Name: "Rekap kebutuhan", File: "Rekap_Kebutuhan", Formats: tables, build: (*builder).rekapKebutuhan},
	{Kind: JadwalPekerjaan, Name: "Jadwal pekerjaan", File: "Jadwal_Pekerjaan", Formats: tables, build: (*builder).jadwalPekerjaan},
	{Kind: LaporanKemajuan, Name: "Laporan kemajuan", File: "Laporan", Formats: []Format{PDF, Word, XLSX}, Long: true, build: (*builder).laporan},
	{Kind: RincianRAB, Name: "Rincian RAB", File: "Rincian_RAB", Formats: tables, Money: true, Long: true, build: (*builder).rincianRAB},
	{Kind: ListPekerjaan, Name: "Daftar pekerjaan", File: "Daftar_Pekerjaan", Formats: tables, build: (*builder).listPekerjaan},
	{Kind: TemplateAHSP, Name: "Template AHSP", File: "Template_AHSP", Formats: tables, Long: true, build: (*builder).templateAHSP},
	{Kind: RABKosong, Name: "RAB kosong", File: "RAB_Kosong", Formats: tables, build: (*builder).rabKosong},
	{Kind: Paket, Name: "Paket dokumen RAB", File: "Paket_Dokumen_RAB", Formats: []Format{PDF, XLSX}, Money: true, Long: true, build: (*builder).paket},
}

// tables are the formats of documents that are mostly one table.
var tables = []Format{PDF, Word, XLSX, CSV}

// inJSON are the documents that programs can read as JSON, too (api §6.18).
var inJSON = []Kind{RekapRAB, RekapKebutuhan, Volume, HargaItems, ListPekerjaan, TemplateAHSP}

// InJSON reports whether programs can read a document as JSON, besides its formats.
func (e *Entry) InJSON() bool { return slices.Contains(inJSON, e.Kind) }

// purposeNames are the names of documents that follow what the RAB is for.
var purposeNames = map[Kind]map[Purpose]struct{ name, file string }{
	RekapRAB: {ForHPS: {"Harga perkiraan sendiri", "Harga_Perkiraan_Sendiri"}, ForPenawaran: {"Penawaran harga", "Penawaran_Harga"}},
	Paket:    {ForHPS: {"Paket dokumen HPS", "Paket_Dokumen_HPS"}, ForPenawaran: {"Paket dokumen penawaran", "Paket_Dokumen_Penawaran"}},
}

// Named returns the name of the document and the begin of the names of its files as it is
// made with options.
func (e *Entry) Named(options Options) (name, file string) {
	if named, ok := purposeNames[e.Kind][options.Purpose]; ok {
		return named.name, named.file
	}
	return e.Name, e.File
}

// Catalogue returns the documents in the order in which they are offered.
func Catalogue() []Entry { return catalogue }

// Find returns what is known of a document.
func Find(kind Kind) (*Entry, bool) {
	for i := range catalogue {
		if catalogue[i].Kind == kind {
			return &catalogue[i], true
		}
	}
	return nil, false
}

// ErrUnknown says that there is no such document.
var ErrUnknown = errors.New("dokumen tidak dikenal")

// Build makes a document. Errors for people are *rab.Invalid.
func Build(kind Kind, source *Source, options Options) (*document.Document, error) {
	entry, ok := Find(kind)
	if !ok {
		return nil, ErrUnknown
	}
	b := newBuilder(source, options)
	sections, err := entry.build(b)
	if err != nil {
		return nil, err
	}
	return b.document(entry, sections), nil
}
