package exchange

import (
	"cmp"
	"fmt"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// copied is an analysis of the library of another installation that a file carries.
type copied struct {
	object    *object
	key       referenceKey
	nama      string
	satuan    string
	rows      []ahsp.Component
	places    []*object // of the rows
	pekerjaan int64     // what it became in the snapshot; 0 while it is not needed
	judged    bool
	same      *ahsp.Analysis // the analysis here that says the same; nil when there is none
}

// references reads the analyses that the file carries.
func (r *backupReader) references() {
	for _, o := range r.root.rows("referensi_ahsp") {
		e := &copied{object: o, key: readKey(o), nama: o.text("nama", rab.MaxUraian), satuan: o.text("satuan", rab.MaxSatuan)}
		if r.embedded[e.key] != nil {
			o.bad("kode", "analisa %s ada dua kali", e.key)
		}
		r.embedded[e.key] = e
		e.places = o.rows("rincian")
		for _, row := range e.places {
			e.rows = append(e.rows, ahsp.Component{
				Kategori: kategori(row), Kode: row.text("kode", rab.MaxKode), Uraian: row.text("uraian", rab.MaxUraian),
				Satuan: row.text("satuan", longestSatuan), Koefisien: row.number("koefisien", decimal.Koefisien),
			})
		}
	}
}

func readKey(o *object) referenceKey {
	return referenceKey{
		Sumber: o.filled("sumber", rab.MaxName), Revisi: int(o.integer("revisi", 1, 1<<31-1, 1)), Kode: o.filled("kode", rab.MaxKode),
	}
}

// inLibrary finds an analysis under its name.
func (r *backupReader) inLibrary(key referenceKey) *ahsp.Analysis {
	edition, ok := r.editions[editionKey{key.Sumber, key.Revisi}]
	if !ok {
		return nil
	}
	analysis, _ := r.library.ByKode(edition, key.Kode)
	return analysis
}

// sourceOf finds the analysis that a pekerjaan was taken from, and its name for people.
func (r *backupReader) sourceOf(o *object, row *rab.Pekerjaan) (analysis *ahsp.Analysis, name string) {
	if r.old {
		kode := row.Kode
		if _, published, found := strings.Cut(kode, "-"); found && row.SourceType == rab.SourceRefModified {
			kode = published // mod.n-kode
		}
		return r.byHint(o, "ref_id", kode, row.Uraian), kode
	}
	child := o.child("ref_ahsp")
	if child == nil {
		return nil, row.Kode
	}
	key := readKey(child)
	return r.inLibrary(key), key.String()
}

// byHint finds what a 1.x file names by an id of the installation that wrote it. The id
// counts only with the code; else the one analysis on offer with the same code and name.
func (r *backupReader) byHint(o *object, field, kode, nama string) *ahsp.Analysis {
	if id := o.integer(field, 1, largestID, 0); id != 0 {
		if analysis, ok := r.library.Analysis(id); ok && analysis.Kode == kode {
			return analysis
		}
	}
	var found *ahsp.Analysis
	for _, edition := range r.library.OnOffer() {
		analysis, ok := r.library.ByKode(edition.ID, kode)
		if !ok || ahsp.NormaliseText(analysis.Nama) != ahsp.NormaliseText(nama) {
			continue
		}
		if found != nil {
			return nil
		}
		found = analysis
	}
	return found
}

// namesAHSP reports whether a component stands for an analysis of the library.
func (r *backupReader) namesAHSP(o *object) bool {
	_, byID := o.value("ref_ahsp_id")
	_, byKey := o.value("ref_ahsp")
	return byID || (byKey && !r.old)
}

// bundleOf finds the analysis that a component stands for: that of the library here when
// it says the same as the one that the file carries, or else the latter.
func (r *backupReader) bundleOf(c *pendingComponent) (*ahsp.Analysis, *copied) {
	if r.old {
		return r.byHint(c.object, "ref_ahsp_id", c.row.Kode, c.row.Uraian), nil
	}
	child := c.object.child("ref_ahsp")
	if child == nil {
		return nil, nil
	}
	key := readKey(child)
	e := r.embedded[key]
	if e == nil {
		return r.inLibrary(key), nil
	}
	if same := r.sameInLibrary(e); same != nil {
		return same, nil
	}
	return nil, e
}

// sameInLibrary returns the analysis of the library here under the name of a carried one,
// provided that it consists of the same, also in what is nested in it.
func (r *backupReader) sameInLibrary(e *copied) *ahsp.Analysis {
	if e.judged {
		return e.same
	}
	e.judged, e.same = true, r.inLibrary(e.key)
	if e.same != nil && !r.sameRows(e, e.same) {
		e.same = nil
	}
	return e.same
}

func (r *backupReader) sameRows(e *copied, analysis *ahsp.Analysis) bool {
	if len(e.rows) != len(analysis.Components) {
		return false
	}
	for i := range e.rows {
		carried, here := &e.rows[i], &analysis.Components[i]
		if carried.Kategori != here.Kategori || carried.Kode != here.Kode || carried.Uraian != here.Uraian || carried.Satuan != here.Satuan ||
			!carried.Koefisien.Equal(here.Koefisien) {
			return false
		}
		inner := r.nested(e, carried)
		if _, bundle := r.library.Nested(here, analysis); bundle != (inner != nil) || (bundle && r.sameInLibrary(inner) == nil) {
			return false
		}
	}
	return true
}

// nested returns the carried analysis that a row of another one stands for.
func (r *backupReader) nested(e *copied, row *ahsp.Component) *copied {
	if row.Kategori != ahsp.LAIN {
		return nil
	}
	return r.embedded[referenceKey{Sumber: e.key.Sumber, Revisi: e.key.Revisi, Kode: row.Kode}]
}

// copiesName is the klasifikasi of analyses that the library here lacks.
const copiesName = "AHSP gabungan dari berkas cadangan"

// copy makes a carried analysis a custom pekerjaan of volume 0, so that bundles on it cost
// what they did, and returns its id.
func (r *backupReader) copy(e *copied, claims *rab.ItemClaims) int64 {
	if e.pekerjaan != 0 {
		return e.pekerjaan
	}
	row := &rab.Pekerjaan{
		Meta: r.newMeta(), HeadingID: r.copyHeading(e.key), Position: int(r.ids.last), SourceType: rab.SourceCustom,
		Kode: e.key.Kode, Uraian: cmp.Or(e.nama, e.key.Kode), Satuan: e.satuan,
	}
	e.pekerjaan = row.ID
	r.draft.Pekerjaan.Put(row)
	r.draft.Analyses.Put(&rab.Analysis{Meta: rab.Meta{ID: row.ID}})
	r.draft.Volumes.Put(&rab.Volume{Meta: rab.Meta{ID: row.ID}, Quantity: decimal.Some(decimal.Zero)})
	r.report.change(e.object.at(""), fmt.Sprintf("Gabungan memakai AHSP %s yang di pustaka ini tidak ada atau isinya lain: "+
		"disalin menjadi pekerjaan kustom bervolume 0 di klasifikasi %q, sehingga biayanya tetap.", e.key, copiesName))
	for i := range e.rows {
		r.copyRow(e, i, claims)
	}
	return row.ID
}

func (r *backupReader) copyRow(e *copied, i int, claims *rab.ItemClaims) {
	c := &e.rows[i]
	row := &rab.Component{
		Meta: r.newMeta(), PekerjaanID: e.pekerjaan, Position: i,
		Kategori: c.Kategori, Kode: c.Kode, Uraian: c.Uraian, Satuan: c.Satuan, Koefisien: c.Koefisien,
	}
	r.origins[row.ID] = origin{e.places[i], "kode"}
	switch inner := r.nested(e, c); {
	case inner == nil:
		item := claims.Item(e.pekerjaan, c.Kategori, c.Kode, c.Uraian, c.Satuan)
		row.PriceItemID, row.Kode = &item.ID, item.Kode
	case r.sameInLibrary(inner) != nil:
		row.RefAHSPID = &inner.same.ID
		claims.Bundle(e.pekerjaan, inner.same)
	default:
		id := r.copy(inner, claims)
		row.RefPekerjaanID = &id
	}
	r.draft.Components.Put(row)
}

// copyHeading returns the sub-klasifikasi of copied analyses of an edition.
func (r *backupReader) copyHeading(key referenceKey) int64 {
	if r.copies == nil {
		r.copies = &rab.Heading{Meta: r.newMeta(), Name: copiesName, Position: maxRows}
		r.draft.Headings.Put(r.copies)
	}
	name := fmt.Sprintf("%s revisi %d", key.Sumber, key.Revisi)
	if r.copiesOf[name] == nil {
		sub := &rab.Heading{Meta: r.newMeta(), ParentID: &r.copies.ID, Name: name, Position: len(r.copiesOf)}
		r.draft.Headings.Put(sub)
		r.copiesOf[name] = sub
	}
	return r.copiesOf[name].ID
}
