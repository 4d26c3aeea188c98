package api

import (
	"slices"
	"strconv"

	"takar/internal/app"
	"takar/internal/document"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/serve"
)

// documentsAnswer is what a dialog of exports offers: the documents of a project and what
// may be chosen for them.
type documentsAnswer struct {
	okay

	Revision    int64             `json:"revision"`
	Hash        string            `json:"hash"` // as in the foot of documents
	Documents   []documentEntry   `json:"documents"`
	Choices     documentChoices   `json:"choices"`
	Schedule    *documentSchedule `json:"schedule"` // null while the project has no schedule
	ScheduleWhy string            `json:"schedule_reason"`
	CanIssue    bool              `json:"can_issue"` // the visitor may issue documents
}

// documentEntry is one document.
type documentEntry struct {
	Kind      dossier.Kind      `json:"kind"`
	Name      string            `json:"name"`
	Formats   []string          `json:"formats"` // the last part of the address of an export
	JSON      bool              `json:"json"`    // programs can have it as JSON, too
	Money     bool              `json:"money"`   // refused to those who may not see prices
	Long      bool              `json:"long"`    // better made by a job
	Available bool              `json:"available"`
	Reason    string            `json:"reason"`     // why it is not, for people
	Options   []string          `json:"options"`    // the parameters that it knows
	ExportURL string            `json:"export_url"` // a format and a slash come after it
	Findings  []documentFinding `json:"findings"`
}

// documentFinding is something that a document will show, or lack, as the project is now.
// They are gathered by kind.
type documentFinding struct {
	Kind        rab.CheckKind `json:"kind"`
	Severity    rab.Severity  `json:"severity"`
	Sentence    string        `json:"sentence"` // of the only one, or how many there are
	Count       int           `json:"count"`
	Page        string        `json:"page"` // where it is mended; "" = nowhere
	PekerjaanID *int64        `json:"pekerjaan_id"`
	HargaItemID *int64        `json:"harga_item_id"`
}

// documentChoices are the values of parameters, the usual one first.
type documentChoices struct {
	Paper       []documentChoice `json:"paper"`
	Orientation []documentChoice `json:"orientation"`
	Status      []documentChoice `json:"status"`
	Purpose     []documentChoice `json:"purpose"`
	Mode        []documentChoice `json:"mode"`
	ReportType  []documentChoice `json:"report_type"`
	UnitMode    []documentChoice `json:"unit_mode"`
}

type documentChoice struct {
	Value string `json:"value"` // "" = as the document is
	Label string `json:"label"`
}

// documentSchedule counts the periods that a report may be about.
type documentSchedule struct {
	Weeks      int             `json:"weeks"`
	StatusWeek int             `json:"status_week"` // 0 = no realisasi
	Months     []scheduleMonth `json:"months"`
}

// theChoices are the same for all projects.
var theChoices = documentChoices{
	Paper:       []documentChoice{{"", "Sesuai dokumen"}, {string(document.A4), "A4"}, {string(document.F4), "F4 (folio)"}, {string(document.A3), "A3"}},
	Orientation: []documentChoice{{"", "Sesuai dokumen"}, {portrait, "Tegak"}, {landscape, "Mendatar"}},
	Status:      []documentChoice{{statusFinal, "Final"}, {statusDraft, "Draf (dengan tanda air)"}},
	Purpose: []documentChoice{
		{string(dossier.ForRAB), "RAB perencana"}, {string(dossier.ForHPS), "HPS pemilik pekerjaan"}, {string(dossier.ForPenawaran), "Penawaran penyedia"},
	},
	Mode:       []documentChoice{{modeWeekly, "Per minggu"}, {modeMonthly, "Per bulan"}},
	ReportType: []documentChoice{{string(dossier.ReportRekap), "Rekap kemajuan"}, {string(dossier.ReportWeekly), "Laporan mingguan"}, {string(dossier.ReportMonthly), "Laporan bulanan"}},
	UnitMode:   []documentChoice{{unitBase, "Satuan analisa"}, {unitMarket, "Satuan beli"}},
}

// commonOptions are the parameters of every document.
var commonOptions = []string{"paper", "orientation", "status", "signatures"}

// furtherOptions are the parameters of some documents.
var furtherOptions = map[dossier.Kind][]string{
	dossier.RekapRAB:  {"purpose", "bobot"},
	dossier.RABKosong: {"purpose"},
	dossier.Paket:     {"purpose", "bobot"},
	dossier.RekapKebutuhan: {
		"kategori", "klasifikasi", "sub_klasifikasi", "pekerjaan", "search", "mode", "tahapan_id", "period_mode", "period_start", "period_end", "week_basis", "unit_mode",
	},
	dossier.JadwalPekerjaan: {"mode"},
	dossier.LaporanKemajuan: {"report_type", "period", "weeks", "months"},
}

func getDocuments(r *serve.Request) error {
	return r.Kept("documents", func(v *app.View) (any, error) {
		source, err := r.App.DocumentSource(r.HTTP.Context(), v)
		if err != nil {
			return nil, err
		}
		return documentsOf(v, source), nil
	})
}

func documentsOf(v *app.View, source *dossier.Source) *documentsAnswer {
	answer := &documentsAnswer{okay: yes, Revision: v.Revision, Hash: source.Hash, Documents: []documentEntry{}, Choices: theChoices}
	answer.CanIssue = v.Visit.Rights.Write && v.Visit.Rights.Prices && v.Header().IsActive
	if s := source.Schedule; s != nil {
		answer.Schedule = &documentSchedule{Weeks: s.Weeks, StatusWeek: s.Status, Months: scheduleTimeOf(s).Months}
	} else {
		answer.ScheduleWhy = serve.Sentence(app.ErrUnscheduled)
	}
	catalogue := dossier.Catalogue()
	for i := range catalogue {
		entry := &catalogue[i]
		formats := formatsOf(entry)
		if len(formats) == 0 {
			continue
		}
		offered := documentEntry{
			Kind: entry.Kind, Name: entry.Name, Formats: formats, JSON: entry.InJSON(), Money: entry.Money, Long: entry.Long, Available: true,
			Options: slices.Concat(commonOptions, furtherOptions[entry.Kind]), Findings: documentFindings(entry.Kind, source),
			ExportURL: "/detail_project/api/project/" + strconv.FormatInt(v.ID, 10) + "/export/" + string(entry.Kind) + "/",
		}
		if err := app.DocumentRefusal(entry, source); err != nil {
			offered.Available, offered.Reason = false, serve.Sentence(err)
		}
		answer.Documents = append(answer.Documents, offered)
	}
	return answer
}

func documentFindings(kind dossier.Kind, source *dossier.Source) []documentFinding {
	return rowsOf(dossier.Gaps(kind, source), func(g dossier.Gap) documentFinding {
		return documentFinding{
			Kind: g.Kind, Severity: g.Severity, Sentence: g.Sentence, Count: g.Count, Page: g.Page,
			PekerjaanID: optionalID(g.PekerjaanID), HargaItemID: optionalID(g.PriceItemID),
		}
	})
}

// formatsOf lists the formats of a document by the last part of its addresses.
func formatsOf(entry *dossier.Entry) []string {
	formats := []string{}
	for _, format := range app.DocumentFormats(entry) {
		formats = append(formats, string(format))
	}
	if _, asJSON := documentModels[entry.Kind]; asJSON || entry.Kind == dossier.ListPekerjaan || entry.Kind == dossier.TemplateAHSP { // files of their own
		formats = append(formats, jsonFormat)
	}
	return formats
}
