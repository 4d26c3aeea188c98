package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"takar/internal/app"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/serve"
)

// documentPage is the name of Dokumen in the workspace.
const documentPage = "dokumen"

// documents answers with Dokumen: every document of the project, what it is for and what it
// lacks, and what was issued, to be had without any script.
func (s *Site) documents(r *serve.Request) error {
	ctx := r.HTTP.Context()
	var issued []*app.IssuedDocument
	if r.Visit.Rights.Prices { // what was issued shows money
		var err error
		if issued, err = r.App.Issued(ctx, r.Visit); err != nil {
			return err
		}
	}
	key := "page " + documentPage + " " + s.build
	if len(issued) > 0 { // issuing makes no revision
		key += " " + strconv.FormatInt(issued[0].ID, 10)
	}
	return r.KeptPage(key, func(view *app.View) ([]byte, error) {
		source, err := r.App.DocumentSource(ctx, view)
		if err != nil {
			return nil, err
		}
		bar, body := s.workspaceBar(view, documentPage), s.newDocuments(view, source)
		for _, document := range issued {
			body.Issued = append(body.Issued, newIssued(document, r.App.Zone()))
		}
		return s.execute("dokumen", &page{Title: "Dokumen – " + bar.Name, Island: "live.js", Project: bar, Body: body})
	})
}

// issuedCard is a document as it was issued.
type issuedCard struct {
	Number          int
	Title, Nomor    string
	Note, Who, Time string
	Revision        int
	Hash            string
	Files           []documentLink
}

func newIssued(d *app.IssuedDocument, zone *time.Location) issuedCard {
	card := issuedCard{
		Number: d.Number, Title: d.Title, Nomor: d.Nomor, Note: d.Note, Who: d.AccountName, Time: waktu(d.IssuedAt, zone), Revision: int(d.Revision), Hash: d.Hash,
	}
	for _, file := range d.Files {
		label := formatLabels[dossier.Format(file.Format)]
		if label == "" {
			label = strings.ToUpper(file.Format)
		}
		card.Files = append(card.Files, documentLink{
			Label: label, Name: fmt.Sprintf("%s, %s nomor %d", label, d.Title, d.Number),
			Address: fmt.Sprintf("/detail_project/api/v2/project/%d/documents/issued/%d/%s/", d.ProjectID, d.ID, file.Format),
		})
	}
	return card
}

// documentsBody is what Dokumen shows.
type documentsBody struct {
	Header   *rab.Header
	Rights   app.Rights
	Work     int // pekerjaan
	Shelves  []documentShelf
	Raw      []documentLink // of the whole project
	Issued   []issuedCard   // the newest first
	Revision int
	Hash     string // as in the foot of documents
}

// documentShelf are documents that belong together.
type documentShelf struct {
	Title, Note string
	Documents   []documentCard
}

// documentCard is one document.
type documentCard struct {
	Kind    dossier.Kind
	Name    string
	Purpose string
	Reason  string // why it cannot be had; "" = it can
	Partial bool   // figures are missing or wrong
	Gaps    []checkLine
	Missing int  // findings in all
	Whole   bool // the package of all
	Formats []documentLink
	Raw     []documentLink // for programs
}

// documentLink is a file to be had.
type documentLink struct{ Label, Name, Address string }

// bookshelves are the documents in the order in which they are bound and used, with what
// each is for.
var bookshelves = []struct {
	title, note string
	documents   []documentPurpose
}{
	{"Semua sekaligus", "", []documentPurpose{
		{dossier.Paket, "Buku RAB lengkap dalam satu berkas: sampul, lembar pengesahan, daftar isi, lalu semua dokumen di bawah dengan nomor halaman yang bersambung. Buku kerjanya saling terhubung dengan formula."},
	}},
	{"Buku RAB", "Urutannya seperti buku yang dijilid.", []documentPurpose{
		{dossier.RekapRAB, "Rekapitulasi satu halaman dengan terbilang, lalu rencana anggaran biaya menurut klasifikasi. Judul dan penanda tangannya mengikuti keperluan: RAB, HPS, atau penawaran."},
		{dossier.DaftarHSP, "Harga satuan setiap pekerjaan, tanpa volume."},
		{dossier.RincianAHSP, "Analisa harga satuan setiap pekerjaan dalam bentuk A sampai F: tenaga, bahan, alat, biaya umum dan keuntungan."},
		{dossier.UpahBahanAlat, "Harga satuan dasar dalam tiga daftar, dengan sumber, tanggal, dan wilayahnya."},
		{dossier.HargaItems, "Semua item harga dalam satu daftar, dengan satuan beli dan faktornya."},
		{dossier.Volume, "Volume setiap pekerjaan dengan formula dan nilai parameternya."},
	}},
	{"Pelaksanaan", "", []documentPurpose{
		{dossier.JadwalPekerjaan, "Time schedule dengan bobot dan kurva S di atas batangnya, rencana dan realisasi."},
		{dossier.LaporanKemajuan, "Laporan kemajuan untuk ditandatangani kontraktor, pengawas, dan pemilik: rekap, mingguan, atau bulanan."},
		{dossier.RekapKebutuhan, "Kebutuhan tenaga, bahan, dan alat, seluruhnya atau per minggu dan bulan."},
	}},
	{"Kerja dan lelang", "", []documentPurpose{
		{dossier.RABKosong, "Daftar kuantitas tanpa harga, untuk diisi peserta."},
		{dossier.RincianRAB, "Setiap komponen dikalikan volume pekerjaannya, sampai ke rupiah terakhir."},
		{dossier.TemplateAHSP, "Komponen dan koefisien setiap pekerjaan, tanpa harga."},
		{dossier.ListPekerjaan, "Susunan klasifikasi, sub-klasifikasi, dan pekerjaan."},
	}},
}

type documentPurpose struct {
	kind    dossier.Kind
	purpose string
}

// formatLabels name formats for people. What is for programs stands apart.
var formatLabels = map[dossier.Format]string{dossier.PDF: "PDF", dossier.Word: "Word", dossier.XLSX: "Excel"}

func (s *Site) newDocuments(view *app.View, source *dossier.Source) *documentsBody {
	b := &documentsBody{Header: view.Header(), Rights: view.Visit.Rights, Work: len(view.WorkList()), Revision: int(view.Revision), Hash: source.Hash}
	exports := "/detail_project/api/project/" + strconv.FormatInt(view.ID, 10) + "/export/"
	for _, shelf := range bookshelves {
		made := documentShelf{Title: shelf.title, Note: shelf.note}
		for _, listed := range shelf.documents {
			if entry, offered := dossier.Find(listed.kind); offered {
				made.Documents = append(made.Documents, s.newDocumentCard(entry, listed.purpose, exports, source))
			}
		}
		if len(made.Documents) > 0 {
			b.Shelves = append(b.Shelves, made)
		}
	}
	b.Raw = []documentLink{{"Cadangan proyek (JSON)", "Cadangan proyek (JSON)", exports + "full-backup/json/"}}
	return b
}

func (s *Site) newDocumentCard(entry *dossier.Entry, purpose, exports string, source *dossier.Source) documentCard {
	card := documentCard{Kind: entry.Kind, Name: entry.Name, Purpose: purpose, Whole: entry.Kind == dossier.Paket}
	if err := app.DocumentRefusal(entry, source); err != nil {
		card.Reason = serve.Sentence(err)
		return card
	}
	for _, gap := range dossier.Gaps(entry.Kind, source) {
		card.Partial = card.Partial || gap.Severity == rab.SeverityError
		card.Missing += gap.Count
		card.Gaps = append(card.Gaps, checkLine{Text: gap.Sentence, Address: s.cellAddress(source.Project.ID, &rab.Check{Page: gap.Page, PekerjaanID: gap.PekerjaanID, PriceItemID: gap.PriceItemID})})
	}
	link := func(label, format string) documentLink {
		return documentLink{Label: label, Name: label + ", " + entry.Name, Address: exports + string(entry.Kind) + "/" + format + "/"}
	}
	offered := app.DocumentFormats(entry)
	for _, format := range offered {
		if label := formatLabels[format]; label != "" {
			card.Formats = append(card.Formats, link(label, string(format)))
		}
	}
	if slices.Contains(offered, dossier.CSV) {
		card.Raw = append(card.Raw, link("CSV", string(dossier.CSV)))
	}
	if entry.InJSON() {
		card.Raw = append(card.Raw, link("JSON", "json"))
	}
	return card
}
