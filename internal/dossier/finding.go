package dossier

import (
	"fmt"
	"slices"

	"takar/internal/document"
	"takar/internal/rab"
)

// Finding is something that is missing or doubtful in what a document rests on.
type Finding struct {
	Kind        rab.CheckKind
	Severity    rab.Severity
	Sentence    string // for people
	Page        string // on which it is mended: one of rab's pages
	PekerjaanID int64  // 0 where it does not apply
	PriceItemID int64
}

// What the figures of documents rest on.
var (
	onUnits    = []rab.CheckKind{rab.CheckUnitMissing}
	onVolumes  = []rab.CheckKind{rab.CheckFormulaFailing, rab.CheckVolumeCleared, rab.CheckNoVolume, rab.CheckZeroVolume}
	onAnalyses = []rab.CheckKind{
		rab.CheckBrokenBundle, rab.CheckNoAnalysis, rab.CheckEmptyBundle, rab.CheckSuspectKoefisien, rab.CheckLibraryFinding,
	}
	onPrices   = []rab.CheckKind{rab.CheckNoPrice}
	onMarkup   = []rab.CheckKind{rab.CheckMarkupUnusual}
	onTotal    = []rab.CheckKind{rab.CheckPaguExceeded}
	onSchedule = []rab.CheckKind{rab.CheckProgressOver, rab.CheckPlanLate, rab.CheckWorkLate, rab.CheckPlanIncomplete}
)

// concerns tells which entries of the checklist touch a document.
var concerns = map[Kind][]rab.CheckKind{
	ListPekerjaan:   onUnits,
	Volume:          slices.Concat(onUnits, onVolumes),
	HargaItems:      onPrices,
	UpahBahanAlat:   onPrices,
	TemplateAHSP:    slices.Concat(onUnits, onAnalyses),
	RincianAHSP:     slices.Concat(onUnits, onAnalyses, onPrices, onMarkup),
	DaftarHSP:       slices.Concat(onUnits, onAnalyses, onPrices, onMarkup),
	RekapRAB:        slices.Concat(onUnits, onVolumes, onAnalyses, onPrices, onMarkup, onTotal),
	RABKosong:       slices.Concat(onUnits, onVolumes),
	RincianRAB:      slices.Concat(onUnits, onVolumes, onAnalyses, onPrices, onMarkup),
	RekapKebutuhan:  slices.Concat(onUnits, onVolumes, onAnalyses, onPrices),
	JadwalPekerjaan: slices.Concat(onVolumes, onAnalyses, onPrices, onSchedule),
	LaporanKemajuan: slices.Concat(onVolumes, onAnalyses, onPrices, onSchedule),
	Paket:           slices.Concat(onUnits, onVolumes, onAnalyses, onPrices, onMarkup, onTotal, onSchedule),
}

// Findings tells what is missing or doubtful in what a document rests on, the weightiest
// first. What concerns money is left out for those who may not see it. A document is made
// all the same, and says itself what it lacks.
func Findings(kind Kind, source *Source) []Finding {
	var found []Finding
	for _, check := range source.checklist() {
		if !slices.Contains(concerns[kind], check.Kind) || !source.Prices && check.Kind.OfMoney() {
			continue
		}
		found = append(found, Finding{
			Kind: check.Kind, Severity: check.Severity, Sentence: document.Sentence(check.Message) + ".",
			Page: check.Page, PekerjaanID: check.PekerjaanID, PriceItemID: check.PriceItemID,
		})
	}
	return found
}

// lacking returns what makes a document a partial one: figures that are wrong or missing.
func (b *builder) lacking(kind Kind) []Finding {
	return slices.DeleteFunc(Findings(kind, b.Source), func(f Finding) bool { return f.Severity != rab.SeverityError })
}

// mostLacking is how many of them a document lists.
const mostLacking = 12

// partial marks a section of which figures are missing: in its title, and with a list of
// what is missing. Nobody shall take it for the whole.
func (b *builder) partial(kind Kind, section *document.Section) {
	section.Blocks = append(section.Blocks, b.marksPartial(kind, section)...)
}

// marksPartial marks the title and returns the list. What is a part of a package has the
// list once, in front.
func (b *builder) marksPartial(kind Kind, section *document.Section) []document.Block {
	lacking := b.lacking(kind)
	if len(lacking) == 0 {
		return nil
	}
	section.Title += " (SEBAGIAN)"
	if b.bound {
		return nil
	}
	text := fmt.Sprintf("%d hal belum lengkap.", len(lacking))
	if slices.Contains(concerns[kind], rab.CheckNoPrice) {
		text = fmt.Sprintf("%d hal belum lengkap dan dihitung 0: angka dalam dokumen ini bukan keseluruhan.", len(lacking))
	}
	blocks := []document.Block{&document.Note{Title: "Sebagian", Text: text, Boxed: true}}
	for _, finding := range lacking[:min(len(lacking), mostLacking)] {
		blocks = append(blocks, &document.Note{Text: "– " + finding.Sentence, Small: true})
	}
	if more := len(lacking) - mostLacking; more > 0 {
		blocks = append(blocks, &document.Note{Text: fmt.Sprintf("– dan %d lainnya: lihat Daftar Periksa.", more), Small: true})
	}
	return blocks
}
