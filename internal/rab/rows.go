package rab

import (
	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// The row types below are the tables of a project. Their JSON names are the column names
// of the store and the keys of operation records, so renaming one needs a migration.

// Header is the project itself (domain §3). Its id is the project id.
type Header struct {
	Meta

	UID                        string          `json:"uid"`
	OwnerID                    int64           `json:"owner_id"`
	IndexProject               string          `json:"index_project"`
	Nama                       string          `json:"nama"`
	TanggalMulai               Date            `json:"tanggal_mulai"`
	TanggalSelesai             Date            `json:"tanggal_selesai"`
	DurasiHari                 int             `json:"durasi_hari"`
	TahunProject               int             `json:"tahun_project"`
	SumberDana                 string          `json:"sumber_dana"`
	LokasiProject              string          `json:"lokasi_project"`
	NamaClient                 string          `json:"nama_client"`
	AnggaranOwner              decimal.Decimal `json:"anggaran_owner"`
	KetProject1                string          `json:"ket_project1"`
	KetProject2                string          `json:"ket_project2"`
	JabatanClient              string          `json:"jabatan_client"`
	InstansiClient             string          `json:"instansi_client"`
	NamaKontraktor             string          `json:"nama_kontraktor"`
	InstansiKontraktor         string          `json:"instansi_kontraktor"`
	NamaKonsultanPerencana     string          `json:"nama_konsultan_perencana"`
	InstansiKonsultanPerencana string          `json:"instansi_konsultan_perencana"`
	NamaKonsultanPengawas      string          `json:"nama_konsultan_pengawas"`
	InstansiKonsultanPengawas  string          `json:"instansi_konsultan_pengawas"`
	Deskripsi                  string          `json:"deskripsi"`
	Kategori                   string          `json:"kategori"`
	AllowBundleSoftErrors      bool            `json:"allow_bundle_soft_errors"`
	WeekStartDay               int             `json:"week_start_day"` // 0 = Senin
	WeekEndDay                 int             `json:"week_end_day"`
	IsActive                   bool            `json:"is_active"` // false = archived
	CreatedAt                  Instant         `json:"created_at"`
}

// Pricing is the pricing policy of a project (rulings A5), always present.
type Pricing struct {
	Meta

	MarkupPercent decimal.Decimal `json:"markup_percent"` // BUK, 0 to 100
	PPNScheme     PPNScheme       `json:"ppn_scheme"`
	PPNPercent    decimal.Decimal `json:"ppn_percent"` // 0 to 100
	RoundingMode  decimal.Mode    `json:"rounding_mode"`
	RoundingBase  int64           `json:"rounding_base"` // rupiah, at least 1
	HSPRounding   int64           `json:"hsp_rounding"`  // rupiah; 0 = off
}

// PPNScheme says how PPN follows from the sum before tax.
type PPNScheme string

// The three schemes.
const (
	PPNPercent    PPNScheme = "percent"
	PPN12x11Per12 PPNScheme = "12x11/12" // 12 % of an assessment base of 11/12
	PPNNone       PPNScheme = "none"
)

// State holds what the project counts and remembers besides its rows: the number
// sequences (rulings B16), the version of the order of the work list, and when each kind
// of data last changed (domain §5.9). Undo never turns it back.
type State struct {
	Meta

	CustomSequence    int64   `json:"custom_sequence"`   // last CUST-NNNN
	ModifiedSequence  int64   `json:"modified_sequence"` // last mod.n-
	ItemSequence      int64   `json:"item_sequence"`     // last Unit-NNNN
	TreeVersion       int64   `json:"tree_version"`
	ListChangedAt     Instant `json:"list_changed_at"`
	VolumeChangedAt   Instant `json:"volume_changed_at"`
	AnalysisChangedAt Instant `json:"analysis_changed_at"`
	PriceChangedAt    Instant `json:"price_changed_at"`
	PricingChangedAt  Instant `json:"pricing_changed_at"`
	ScheduleChangedAt Instant `json:"schedule_changed_at"`
	DocumentChangedAt Instant `json:"document_changed_at"` // what documents say besides figures, contract included
}

// Heading is a klasifikasi (no parent) or a sub-klasifikasi. Siblings are ordered by
// Position, then id.
type Heading struct {
	Meta

	UID       string `json:"uid"`
	OriginUID string `json:"origin_uid"` // uid of the row that it was copied from; "" when none
	ParentID  *int64 `json:"parent_id"`
	Name      string `json:"name"`
	Position  int    `json:"position"`
	SMKK      bool   `json:"smkk"` // costs of SMKK: no BUK on what is under it; of a klasifikasi
}

// SourceType says where the analysis of a pekerjaan comes from (domain §4.3).
type SourceType string

// The three source types.
const (
	SourceRef         SourceType = "ref"
	SourceRefModified SourceType = "ref_modified"
	SourceCustom      SourceType = "custom"
)

// Pekerjaan is the identity of a work item: a RAB line. Its volume and its analysis are
// rows of their own, so that their versions do not collide.
type Pekerjaan struct {
	Meta

	UID            string          `json:"uid"`
	OriginUID      string          `json:"origin_uid"`
	HeadingID      int64           `json:"heading_id"` // its sub-klasifikasi
	Position       int             `json:"position"`   // rank within the heading
	SourceType     SourceType      `json:"source_type"`
	RefID          *int64          `json:"ref_id"`       // ahsp.Analysis, nil for custom
	RefRevision    int             `json:"ref_revision"` // edition revision taken; 0 for custom
	Kode           string          `json:"kode"`         // snapshot_kode
	Uraian         string          `json:"uraian"`       // snapshot_uraian
	Satuan         string          `json:"satuan"`       // snapshot_satuan
	Notes          string          `json:"notes"`
	MarkupOverride decimal.Null    `json:"markup_override"` // percent; absent = project policy; 0 is a value
	BudgetedCost   decimal.Decimal `json:"budgeted_cost"`   // rupiah; 0 = the RAB line total
}

// Volume is the quantity of a pekerjaan and the formula it came from. Its id is the
// pekerjaan id.
type Volume struct {
	Meta

	Quantity decimal.Null `json:"quantity"`
	Formula  string       `json:"formula"`
	IsFx     bool         `json:"is_fx"`
	Failure  string       `json:"failure"` // why the formula fails now; the quantity is the last good one
	Cleared  bool         `json:"cleared"` // emptied by a source change and not entered since ("perlu cek")
}

// Analysis carries the version of a pekerjaan's set of components: one save of an
// analysis changes it once. Its id is the pekerjaan id; ChangedAt moves with every change
// of the components, own or by cascade.
type Analysis struct {
	Meta

	Touches int64 `json:"touches"` // number of changes, so that every change is one
}

// Component is a raw row of the analysis of a pekerjaan: a base component with a price
// item, or a bundle (LAIN with exactly one of the two targets, and no price item).
type Component struct {
	Meta

	UID            string          `json:"uid"`
	PekerjaanID    int64           `json:"pekerjaan_id"`
	Position       int             `json:"position"`
	PriceItemID    *int64          `json:"price_item_id"`
	Kategori       ahsp.Kategori   `json:"kategori"`
	Kode           string          `json:"kode"`
	Uraian         string          `json:"uraian"`
	Satuan         string          `json:"satuan"`
	Koefisien      decimal.Decimal `json:"koefisien"` // per one unit of the pekerjaan, at most 6 decimals
	RefAHSPID      *int64          `json:"ref_ahsp_id"`
	RefPekerjaanID *int64          `json:"ref_pekerjaan_id"`
}

// Bundle reports whether the row stands for another analysis.
func (c *Component) Bundle() bool { return c.RefAHSPID != nil || c.RefPekerjaanID != nil }

// PriceItem is one line of the project's price list. Its identity is kode, kategori,
// normalised uraian and normalised satuan (rulings C20).
type PriceItem struct {
	Meta

	UID         string        `json:"uid"`
	Kode        string        `json:"kode"`
	Kategori    ahsp.Kategori `json:"kategori"`
	Uraian      string        `json:"uraian"`
	Satuan      string        `json:"satuan"`
	Harga       decimal.Null  `json:"harga"` // rupiah per satuan; absent = not priced, 0 = confirmed free
	PriceSource string        `json:"price_source"`
	PriceDate   Date          `json:"price_date"`
	Region      string        `json:"region"`
}

// PriceState tells a missing price from one that is really zero.
type PriceState string

// The states of a price.
const (
	PriceMissing PriceState = "missing"
	PriceSet     PriceState = "set"
	PriceZero    PriceState = "zero_confirmed"
)

// State derives the state of the price.
func (i *PriceItem) State() PriceState {
	switch {
	case !i.Harga.Valid:
		return PriceMissing
	case i.Harga.Decimal.IsZero():
		return PriceZero
	}
	return PriceSet
}

// Conversion is how a price item is bought: a market unit, its price, and how many base
// units it holds (domain §5.2). At most one per price item.
type Conversion struct {
	Meta

	PriceItemID  int64           `json:"price_item_id"`
	MarketUnit   string          `json:"market_unit"`
	MarketPrice  decimal.Decimal `json:"market_price"`
	FactorToBase decimal.Decimal `json:"factor_to_base"` // base units in one market unit, above 0
	Density      decimal.Null    `json:"density"`        // kg/m³
	CapacityM3   decimal.Null    `json:"capacity_m3"`
	CapacityTon  decimal.Null    `json:"capacity_ton"`
	Method       string          `json:"method"` // direct, calc or hybrid
}

// Parameter is a named number for volume formulas (domain §4.5).
type Parameter struct {
	Meta

	UID         string          `json:"uid"`
	Name        string          `json:"name"`
	Value       decimal.Decimal `json:"value"`
	Label       string          `json:"label"`
	Unit        string          `json:"unit"`
	Description string          `json:"description"`
}
