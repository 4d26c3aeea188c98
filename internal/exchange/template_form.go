package exchange

import (
	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// The rows of a template (documents D13). They hold no prices and no quantities. References
// to the library go by ref_ahsp; ids of this installation are only hints.

type templatePekerjaanForm struct {
	ID            int            `json:"_export_id"`
	SubRef        int            `json:"_sub_klasifikasi_ref"`
	SourceType    rab.SourceType `json:"source_type"`
	RefID         *int64         `json:"ref_id"`
	RefAHSP       *referenceKey  `json:"ref_ahsp,omitempty"`
	Kode          string         `json:"snapshot_kode"`
	Uraian        string         `json:"snapshot_uraian"`
	Satuan        string         `json:"snapshot_satuan"`
	OrderingIndex int            `json:"ordering_index"`
	Notes         string         `json:"notes,omitempty"`
}

type templateRowForm struct {
	ID           int             `json:"_export_id"`
	PekerjaanRef int             `json:"_pekerjaan_ref"`
	Kategori     ahsp.Kategori   `json:"kategori"`
	Kode         string          `json:"kode"`
	Uraian       string          `json:"uraian"`
	Satuan       string          `json:"satuan"`
	Koefisien    decimal.Decimal `json:"koefisien"`
	ItemKode     string          `json:"harga_item_kode"`
	ItemUraian   string          `json:"harga_item_uraian,omitempty"` // where the item is worded otherwise
	ItemSatuan   string          `json:"harga_item_satuan,omitempty"`
	BundleType   string          `json:"bundle_type,omitempty"`
	BundleKode   string          `json:"bundle_ref_snapshot_kode,omitempty"`
	BundleRef    *int            `json:"_ref_pekerjaan_ref,omitempty"`
	BundleAHSPID *int64          `json:"bundle_ref_ahsp_id,omitempty"`
	RefAHSP      *referenceKey   `json:"ref_ahsp,omitempty"`
}

// What a component of a template stands for.
const (
	bundlePekerjaan = "pekerjaan"
	bundleAHSP      = "ahsp"
)

type templateFormulaForm struct {
	PekerjaanRef int    `json:"_pekerjaan_ref"`
	Raw          string `json:"raw"`
	IsFx         bool   `json:"is_fx"`
}

// TemplateStats counts the rows of a template.
type TemplateStats struct {
	Klasifikasi int `json:"total_klasifikasi"`
	Sub         int `json:"total_sub"`
	Pekerjaan   int `json:"total_pekerjaan"`
	Detail      int `json:"total_detail"`
	Parameters  int `json:"total_parameters"`
	Formulas    int `json:"total_formulas"`
}

// TemplateMeta says what a template is for people.
type TemplateMeta struct {
	Name          string `json:"name"`
	Description   string `json:"description"`
	Category      string `json:"category"`       // one of TemplateCategories
	SourceProject string `json:"source_project"` // name of the project it was made from; "" = not told
}

// TemplateCategories are the kinds of templates, each with its name for people (documents
// D13).
var TemplateCategories = []struct{ Key, Label string }{
	{"rumah", "Rumah"}, {"ruko", "Ruko"}, {"infrastruktur", "Infrastruktur"}, {"utilitas", "Utilitas"}, {otherTemplates, "Lainnya"},
}

const otherTemplates = "lainnya"

// TemplateCategory returns the kind of templates that a text names; what is unknown is
// "lainnya" (domain §12.4).
func TemplateCategory(text string) (key, label string) {
	for _, category := range TemplateCategories {
		if category.Key == text {
			return category.Key, category.Label
		}
	}
	return otherTemplates, "Lainnya"
}
