package exchange

import (
	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// The rows of a backup. Names and meanings of the keys that version 1.1 knew are unchanged
// (documents D12); the others are new. Rows are linked by _export_id and _…_ref, which
// count from 1 within a list and mean nothing outside the file.

type projectForm struct {
	Nama                       string          `json:"nama,omitempty"`
	SumberDana                 string          `json:"sumber_dana"`
	LokasiProject              string          `json:"lokasi_project"`
	NamaClient                 string          `json:"nama_client"`
	AnggaranOwner              decimal.Decimal `json:"anggaran_owner"`
	TanggalMulai               rab.Date        `json:"tanggal_mulai"`
	TanggalSelesai             rab.Date        `json:"tanggal_selesai"`
	DurasiHari                 int             `json:"durasi_hari"`
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
	WeekStartDay               int             `json:"week_start_day"`
	WeekEndDay                 int             `json:"week_end_day"`
}

type pricingForm struct {
	MarkupPercent decimal.Decimal `json:"markup_percent"`
	PPNScheme     rab.PPNScheme   `json:"ppn_scheme"`
	PPNPercent    decimal.Decimal `json:"ppn_percent"`
	RoundingMode  decimal.Mode    `json:"rounding_mode"`
	RoundingBase  int64           `json:"rounding_base"`
	HSPRounding   int64           `json:"hsp_rounding"`
}

// sequencesForm holds the last numbers that were handed out (rulings B16).
type sequencesForm struct {
	Custom   int64 `json:"cust"`
	Modified int64 `json:"mod"`
	Item     int64 `json:"unit"`
}

// analysisForm is an analysis of the library that a bundle stands for, with what it
// consists of: where the library does not hold it, the file does.
type analysisForm struct {
	referenceKey

	Nama    string        `json:"nama"`
	Satuan  string        `json:"satuan"`
	Rincian []rincianForm `json:"rincian"`
}

type rincianForm struct {
	Kategori  ahsp.Kategori   `json:"kategori"`
	Kode      string          `json:"kode"`
	Uraian    string          `json:"uraian"`
	Satuan    string          `json:"satuan"`
	Koefisien decimal.Decimal `json:"koefisien"`
}

type headingForm struct {
	ID             int    `json:"_export_id"`
	UID            string `json:"uid,omitempty"`
	OriginUID      string `json:"origin_uid,omitempty"`
	KlasifikasiRef int    `json:"_klasifikasi_ref,omitempty"`
	Name           string `json:"name"`
	OrderingIndex  int    `json:"ordering_index"`
	SMKK           bool   `json:"smkk,omitempty"` // of a klasifikasi
}

type itemForm struct {
	ID          int           `json:"_export_id"`
	UID         string        `json:"uid,omitempty"`
	KodeItem    string        `json:"kode_item"`
	Uraian      string        `json:"uraian"`
	Satuan      string        `json:"satuan"`
	Kategori    ahsp.Kategori `json:"kategori"`
	HargaSatuan decimal.Null  `json:"harga_satuan"` // null = not priced, 0 = confirmed free
	PriceSource string        `json:"price_source,omitempty"`
	PriceDate   rab.Date      `json:"price_date,omitempty"`
	Region      string        `json:"region,omitempty"`
}

type conversionForm struct {
	ItemRef      int             `json:"_harga_item_ref"`
	MarketUnit   string          `json:"market_unit"`
	MarketPrice  decimal.Decimal `json:"market_price"`
	FactorToBase decimal.Decimal `json:"factor_to_base"`
	Density      decimal.Null    `json:"density"`
	CapacityM3   decimal.Null    `json:"capacity_m3"`
	CapacityTon  decimal.Null    `json:"capacity_ton"`
	Method       string          `json:"method"`
}

type pekerjaanForm struct {
	ID             int             `json:"_export_id"`
	UID            string          `json:"uid,omitempty"`
	OriginUID      string          `json:"origin_uid,omitempty"`
	SubRef         int             `json:"_sub_klasifikasi_ref"`
	SourceType     rab.SourceType  `json:"source_type"`
	RefID          *int64          `json:"ref_id"` // of this installation; files are read by ref_ahsp
	RefAHSP        *referenceKey   `json:"ref_ahsp,omitempty"`
	Kode           string          `json:"snapshot_kode"`
	Uraian         string          `json:"snapshot_uraian"`
	Satuan         string          `json:"snapshot_satuan"`
	OrderingIndex  int             `json:"ordering_index"`
	BudgetedCost   decimal.Decimal `json:"budgeted_cost"`
	MarkupOverride decimal.Null    `json:"markup_override_percent"`
	Notes          string          `json:"notes,omitempty"`
}

type volumeForm struct {
	PekerjaanRef int          `json:"_pekerjaan_ref"`
	Quantity     decimal.Null `json:"quantity"`
	Cleared      bool         `json:"cleared,omitempty"`
}

type formulaForm struct {
	PekerjaanRef int    `json:"_pekerjaan_ref"`
	Raw          string `json:"raw"`
	IsFx         bool   `json:"is_fx"`
	Failure      string `json:"failure,omitempty"`
}

type componentForm struct {
	ID           int             `json:"_export_id"`
	UID          string          `json:"uid,omitempty"`
	PekerjaanRef int             `json:"_pekerjaan_ref"`
	ItemRef      *int            `json:"_harga_item_ref"`
	Kategori     ahsp.Kategori   `json:"kategori"`
	Kode         string          `json:"kode"`
	Uraian       string          `json:"uraian"`
	Satuan       string          `json:"satuan"`
	Koefisien    decimal.Decimal `json:"koefisien"`
	RefAHSPID    *int64          `json:"ref_ahsp_id"` // of this installation; files are read by ref_ahsp
	RefAHSP      *referenceKey   `json:"ref_ahsp,omitempty"`
	RefPekerjaan *int            `json:"_ref_pekerjaan_ref"`
}

type parameterForm struct {
	UID         string          `json:"uid,omitempty"`
	Name        string          `json:"name"`
	Value       decimal.Decimal `json:"value"`
	Label       string          `json:"label"`
	Unit        string          `json:"unit"`
	Description string          `json:"description"`
}

// statsForm counts the rows of a backup.
type statsForm struct {
	Klasifikasi    int `json:"klasifikasi"`
	SubKlasifikasi int `json:"sub_klasifikasi"`
	Pekerjaan      int `json:"pekerjaan"`
	HargaItems     int `json:"harga_items"`
	Volumes        int `json:"volume_pekerjaan"`
	Components     int `json:"detail_ahsp"`
	Conversions    int `json:"conversion_profiles"`
	Formulas       int `json:"volume_formula_states"`
	Parameters     int `json:"project_parameters"`
	Tahapan        int `json:"tahap_pelaksanaan,omitempty"`
	Members        int `json:"pekerjaan_tahapan,omitempty"`
	Progress       int `json:"progress_weekly,omitempty"`
}
