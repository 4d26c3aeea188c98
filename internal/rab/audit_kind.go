package rab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// maxAuditDetails bounds the rows that one entry lists; a last detail counts the rest. The
// operation record has all of them while it can be undone.
const maxAuditDetails = 200

// AuditDetail is one row of an entry with what changed in it. The detail that stands for
// rows beyond the bound has only More.
type AuditDetail struct {
	Table  string        `json:"table"`
	ID     int64         `json:"id"`
	Name   string        `json:"name"` // how people know the row
	Fields []FieldChange `json:"fields"`
	More   int           `json:"more,omitempty"` // rows that are not listed
}

// FieldChange is one field before and after, as the JSON of its row type; null on the side
// where the row does not exist.
type FieldChange struct {
	Field  string          `json:"field"`
	Label  string          `json:"label"` // its name for people
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}

func (d *AuditDetail) labels() string {
	var labels []string
	for _, field := range d.Fields {
		if !slices.Contains(labels, field.Label) {
			labels = append(labels, field.Label)
		}
	}
	return strings.Join(labels, ", ")
}

// auditNouns names one row of each kind.
var auditNouns = map[string]string{
	"heading": "judul", "pekerjaan": "pekerjaan", "volume": "volume", "parameter": "parameter",
	"price_item": "item harga", "conversion": "satuan beli", "tahapan": "tahapan", "tahapan_member": "pekerjaan",
}

// settingTitles stand before what changed in the tables that have one row.
var settingTitles = map[string]string{
	"schedule_setting": "Pengaturan jadwal diubah", "contract": "Data kontrak diubah",
	"document_setting": "Data dokumen diubah",
}

// kind adds the entry of all changed rows of one table, except pekerjaan whose change is
// told by their own entry.
func (a *auditor) kind(table string) {
	var rows kindRows
	for _, change := range a.tables[table] {
		if table == "pekerjaan" && change.Before != nil && change.After != nil && a.told[change.ID] {
			continue
		}
		rows.add(a, change)
	}
	if rows.count == 0 {
		return
	}
	entry := AuditEntry{Action: rows.action(), TriggeredBy: ByUser, Details: rows.details, Summary: rows.summary(a, table)}
	if rows.rest > 0 {
		entry.Details = append(entry.Details, AuditDetail{More: rows.rest})
	}
	if table == "volume" && len(a.tables["parameter"]) > 0 && rows.recomputed == rows.count {
		entry.Action, entry.TriggeredBy = AuditCascade, ByCascade
	}
	if rows.count == 1 && (table == "pekerjaan" || table == "volume") {
		a.about(&entry, rows.last.ID)
	}
	a.entries = append(a.entries, entry)
}

// kindRows collects the changed rows of one table.
type kindRows struct {
	created, restored, changed, moved, deleted named
	count, recomputed, rest                    int
	weeks                                      weeksTold
	details                                    []AuditDetail
	last                                       RowChange
}

func (k *kindRows) add(a *auditor, change RowChange) {
	k.count++
	k.last = change
	before, after := a.base.row(change.Table, change.ID), a.after.row(change.Table, change.ID)
	if k.count <= maxAuditDetails {
		k.details = append(k.details, a.detail(change))
	} else {
		k.rest++
	}
	name := func() string { return a.rowName(change) }
	noted := func() string { return a.rowName(change) + changeNote(before, after, a.detail(change)) }
	switch {
	case change.After == nil:
		k.deleted.add(name)
	case change.Before == nil && after != nil && after.meta().Version > 1:
		k.restored.add(name)
	case change.Before == nil:
		k.created.add(name)
	case onlyMoved(before, after):
		k.moved.add(name)
	default:
		k.changed.add(noted)
	}
	if recomputed(before, after) {
		k.recomputed++
	}
	if change.Table == "progress" {
		k.weeks.add(a, change, before, after)
	}
}

func (k *kindRows) action() string {
	switch k.count {
	case k.created.count + k.restored.count:
		return AuditCreate
	case k.deleted.count:
		return AuditDelete
	}
	return AuditUpdate
}

func (k *kindRows) summary(a *auditor, table string) string {
	switch table {
	case "progress":
		return k.weeks.summary()
	case "schedule_setting":
		if text := a.closing(k.details[0]); text != "" {
			return text
		}
	case "project":
		return headerSummary(k.last, k.details[0])
	case "document_logo":
		return logoSummary(k.last)
	case "pricing":
		if k.last.Before == nil {
			return "Kebijakan harga ditetapkan"
		}
		return "Kebijakan harga diubah: " + k.details[0].labels()
	}
	if title := settingTitles[table]; title != "" {
		return title + ": " + k.details[0].labels()
	}
	noun, known := auditNouns[table]
	if !known {
		noun = table
	}
	verbs := auditVerbs
	if table == "tahapan_member" {
		verbs = memberVerbs
	}
	var parts []string
	for i, rows := range []*named{&k.created, &k.restored, &k.changed, &k.moved, &k.deleted} {
		if rows.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s %s: %s", rows.count, noun, verbs[i], rows))
		}
	}
	return strings.Join(parts, "; ")
}

// What happened to rows: created, restored, changed, moved, deleted. A pekerjaan that leaves
// a tahapan is not deleted.
var (
	auditVerbs  = [...]string{"ditambahkan", "dikembalikan", "diubah", "dipindah", "dihapus"}
	memberVerbs = [...]string{"dimasukkan ke tahapan", "dimasukkan lagi ke tahapan", "diubah dalam tahapan", "dipindah", "dikeluarkan dari tahapan"}
)

func logoSummary(change RowChange) string {
	switch {
	case change.Before == nil:
		return "Logo kop surat dipasang"
	case change.After == nil:
		return "Logo kop surat dilepas"
	}
	return "Logo kop surat diganti"
}

func headerSummary(change RowChange, detail AuditDetail) string {
	if change.Before == nil {
		return "Proyek dibuat"
	}
	if len(detail.Fields) == 1 && detail.Fields[0].Field == "is_active" {
		if string(detail.Fields[0].After) == "false" {
			return "Proyek diarsipkan"
		}
		return "Proyek diaktifkan kembali"
	}
	return "Data proyek diubah: " + detail.labels()
}

// onlyMoved reports whether a heading or pekerjaan changed its place and nothing else.
func onlyMoved(before, after Row) bool {
	switch old := before.(type) {
	case *Heading:
		if now, ok := after.(*Heading); ok {
			back := *now
			back.ParentID, back.Position = old.ParentID, old.Position
			return sameContent(old, &back)
		}
	case *Pekerjaan:
		if now, ok := after.(*Pekerjaan); ok {
			back := *now
			back.HeadingID, back.Position = old.HeadingID, old.Position
			return sameContent(old, &back)
		}
	}
	return false
}

// recomputed reports whether a volume changed only because its formula has another result.
func recomputed(before, after Row) bool {
	old, wasVolume := before.(*Volume)
	now, isVolume := after.(*Volume)
	return wasVolume && isVolume && old.IsFx && now.IsFx && old.Formula == now.Formula
}

// rowName returns how people know a changed row.
func (a *auditor) rowName(change RowChange) string {
	snapshot := a.after
	if change.After == nil {
		snapshot = a.base
	}
	switch row := a.row(change).(type) {
	case *Heading:
		return clip(row.Name)
	case *Pekerjaan:
		return row.Name()
	case *Volume:
		if item, ok := snapshot.Pekerjaan.Get(row.ID); ok {
			return item.Name()
		}
	case *PriceItem:
		return row.name()
	case *Conversion:
		if item, ok := snapshot.PriceItems.Get(row.PriceItemID); ok {
			return item.name()
		}
	case *Parameter:
		return row.Name
	case *Progress:
		if item, ok := snapshot.Pekerjaan.Get(row.PekerjaanID); ok {
			return fmt.Sprintf("%s minggu %d", item.Name(), row.Week)
		}
	case *TahapanMember:
		phase, known := snapshot.Tahapan.Get(row.TahapanID)
		if item, ok := snapshot.Pekerjaan.Get(row.PekerjaanID); ok && known {
			return fmt.Sprintf("%s (%s)", item.Name(), clip(phase.Nama))
		}
	case *Tahapan:
		return clip(row.Nama)
	case *Header:
		return clip(row.Nama)
	}
	return fmt.Sprintf("#%d", change.ID)
}

// name says which price item a message is about.
func (i *PriceItem) name() string { return strings.TrimSpace(i.Kode + " " + clip(i.Uraian)) }

// changeNote says in brackets what changed in a row, without money.
func changeNote(before, after Row, detail AuditDetail) string {
	switch old := before.(type) {
	case *Volume:
		if now, ok := after.(*Volume); ok && !old.Quantity.Equal(now.Quantity) {
			return fmt.Sprintf(" (%s → %s)", old.Quantity.Indonesian(0, 3), now.Quantity.Indonesian(0, 3))
		}
	case *Parameter:
		if now, ok := after.(*Parameter); ok && !old.Value.Equal(now.Value) {
			return fmt.Sprintf(" (%s → %s)", old.Value.Indonesian(0, 6), now.Value.Indonesian(0, 6))
		}
	case *Heading:
		if now, ok := after.(*Heading); ok && old.Name != now.Name {
			return fmt.Sprintf(" (semula %s)", clip(old.Name))
		} else if ok && old.SMKK != now.SMKK {
			return map[bool]string{true: " (ditandai SMKK, tanpa BUK)", false: " (bukan SMKK lagi)"}[now.SMKK]
		}
	}
	if labels := detail.labels(); labels != "" {
		return " (" + labels + ")"
	}
	return ""
}

// detail lists the fields of a row that changed.
func (a *auditor) detail(change RowChange) AuditDetail {
	return AuditDetail{Table: change.Table, ID: change.ID, Name: a.rowName(change), Fields: fieldChanges(settingChange(change))}
}

// untold are fields that say nothing to people.
var untold = map[string]bool{
	"id": true, "version": true, "changed_at": true, "changed_by": true, "uid": true, "origin_uid": true, "created_at": true,
	"owner_id": true, "pekerjaan_id": true, "price_item_id": true, "tahapan_id": true, "actual_changed_at": true, "data": true,
}

// fieldChanges compares the two states of a row, field by field in the order of its type.
// Of a row that is new or gone, empty fields are left out.
func fieldChanges(change RowChange) []FieldChange {
	before, after := rowFields(change.Before), rowFields(change.After)
	names := after
	if change.After == nil {
		names = before
	}
	fields := []FieldChange{}
	for _, field := range names {
		old, now := valueOf(before, field.name), valueOf(after, field.name)
		if untold[field.name] || bytes.Equal(old, now) || (change.Before == nil || change.After == nil) && unset(field.value) {
			continue
		}
		fields = append(fields, FieldChange{Field: field.name, Label: labelOf(field.name), Before: old, After: now})
	}
	return fields
}

// rowField is one field of a row in JSON.
type rowField struct {
	name  string
	value json.RawMessage
}

// rowFields reads the fields of a row in their order; none for a row that does not exist.
func rowFields(row json.RawMessage) []rowField {
	if row == nil {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(row))
	var fields []rowField
	if _, err := decoder.Token(); err != nil {
		return nil
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return fields
		}
		field := rowField{name: fmt.Sprint(name)}
		if err := decoder.Decode(&field.value); err != nil {
			return fields
		}
		fields = append(fields, field)
	}
	return fields
}

var jsonNull = json.RawMessage("null")

func valueOf(fields []rowField, name string) json.RawMessage {
	for _, field := range fields {
		if field.name == name {
			return field.value
		}
	}
	return jsonNull
}

// unset reports whether a field of a new or deleted row is not worth telling.
func unset(value json.RawMessage) bool {
	return blank(value) || string(value) == "false" || string(value) == "0" // a counter; amounts are texts
}

// labelOf returns the name of a field for people.
func labelOf(field string) string {
	if label, ok := fieldLabels()[field]; ok {
		return label
	}
	return strings.ReplaceAll(field, "_", " ")
}

// fieldLabels returns the names of fields that are not their own.
var fieldLabels = sync.OnceValue(func() map[string]string {
	labels := map[string]string{
		"quantity": "volume", "formula": "formula", "is_fx": "pemakaian formula", "failure": "keadaan formula", "cleared": "tanda perlu cek",
		"name": "nama", "smkk": "SMKK", "parent_id": "induk", "heading_id": "sub-klasifikasi", "position": "urutan",
		"source_type": "sumber", "ref_id": "referensi", "ref_revision": "revisi referensi", "notes": "catatan",
		"markup_override": "BUK", "budgeted_cost": "anggaran biaya",
		"price_source": "sumber harga", "price_date": "tanggal harga", "region": "wilayah",
		"market_unit": "satuan beli", "market_price": "harga beli", "factor_to_base": "faktor", "density": "berat jenis",
		"capacity_m3": "isi dalam m3", "capacity_ton": "isi dalam ton", "method": "cara menghitung faktor",
		"value": "nilai", "label": "nama", "unit": "satuan", "description": "keterangan",
		"markup_percent": "BUK", "ppn_scheme": "cara PPN", "ppn_percent": "PPN", "rounding_mode": "arah pembulatan",
		"rounding_base": "kelipatan pembulatan", "hsp_rounding": "pembulatan HSP",
		"index_project": "nomor proyek", "tanggal_mulai": "tanggal mulai", "tanggal_selesai": "tanggal selesai", "durasi_hari": "durasi",
		"tahun_project": "tahun", "anggaran_owner": "anggaran", "allow_bundle_soft_errors": "izin gabungan kosong",
		"week_start_day": "hari awal minggu", "week_end_day": "hari akhir minggu", "is_active": "arsip",
		"week": "minggu", "planned": "rencana", "planned_by_volume": "satuan rencana", "actual": "realisasi",
		"actual_by_volume": "satuan realisasi", "actual_cost": "biaya realisasi",
		"status_date": "tanggal status", "closed_until": "minggu tertutup", "opened_note": "alasan membuka minggu", "off_weekdays": "hari libur mingguan", "holidays": "hari libur",
		"tahapan_mode": "jenis tahapan", "baseline_id": "rencana kontrak", "budget_year_end": "akhir tahun anggaran",
		"critical_from": "batas periode I", "critical_first": "batas kritis periode I", "critical_second": "batas kritis periode II",
		"yellow_first": "peringatan kuning periode I", "red_first": "peringatan merah periode I",
		"yellow_second": "peringatan kuning periode II", "red_second": "peringatan merah periode II",
		"nomor_kontrak": "nomor kontrak", "tanggal_kontrak": "tanggal kontrak", "tanggal_spmk": "tanggal SPMK", "nilai_kontrak": "nilai kontrak",
		"tahun_anggaran": "tahun anggaran", "tanggal_pho": "tanggal PHO", "uang_muka_percent": "uang muka", "retensi_percent": "retensi",
		"kop": "kop surat", "nomor": "nomor dokumen", "tempat": "tempat", "tanggal": "tanggal dokumen", "kegiatan": "program atau kegiatan",
		"jam_per_hari": "jam kerja per hari", "sumber_analisa": "sumber analisa", "harga_termasuk": "yang termasuk dalam harga",
		"nip_client": "NIP pemilik", "jabatan_pelaksana": "jabatan pelaksana", "nip_pelaksana": "NIP pelaksana",
		"jabatan_perencana": "jabatan perencana", "nip_perencana": "NIP perencana", "jabatan_pengawas": "jabatan pengawas", "nip_pengawas": "NIP pengawas",
		"peran_mengetahui": "peran pihak lain", "nama_mengetahui": "nama pihak lain", "instansi_mengetahui": "instansi pihak lain",
		"jabatan_mengetahui": "jabatan pihak lain", "nip_mengetahui": "NIP pihak lain",
		"type": "jenis gambar", "width": "lebar", "height": "tinggi",
		"masa_pemeliharaan": "masa pemeliharaan", "urutan": "urutan", "catatan": "catatan",
	}
	for _, text := range new(Header).texts() {
		labels[text.path] = text.name
	}
	return labels
})
