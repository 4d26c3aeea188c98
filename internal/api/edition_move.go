package api

import (
	"net/http"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// editionsInUse lists what a project takes from the library, and where it could move to.
type editionsInUse struct {
	okay

	Editions []editionInUse `json:"editions"`
	Offered  []editionName  `json:"offered"`
}

type editionInUse struct {
	editionName

	Withdrawn bool         `json:"withdrawn"`
	Pekerjaan int          `json:"pekerjaan"`
	Bundles   int          `json:"bundles"`
	Newer     *editionName `json:"newer"` // the revision of the same name that is on offer instead
}

// getEditions is not an answer of a project's revision: the library has its own.
func getEditions(r *serve.Request) error {
	uses, err := r.App.EditionsInUse(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	library, _ := r.App.Library()
	answer := editionsInUse{okay: yes, Editions: rowsOf(uses, editionInUseOf), Offered: rowsOf(library.OnOffer(), editionNameOf)}
	return r.Send(http.StatusOK, answer)
}

func editionInUseOf(use app.EditionUse) editionInUse {
	row := editionInUse{editionName: editionNameOf(use.Edition), Withdrawn: use.Edition.Withdrawn, Pekerjaan: use.Pekerjaan, Bundles: use.Bundles}
	if use.Newer != nil {
		newer := editionNameOf(*use.Newer)
		row.Newer = &newer
	}
	return row
}

// editionMoved tells what a move to another edition does, or did. Money is null for those
// who may not see it; the differences of the rows add up to that of jumlah.
type editionMoved struct {
	Edition  editionName      `json:"edition"`
	Moved    int              `json:"moved"`
	Stuck    int              `json:"stuck"` // pekerjaan that stay behind, or in part
	Totals   *editionTotals   `json:"totals"`
	Rows     []editionMoveRow `json:"rows"`
	NewItems []editionItem    `json:"new_items"` // price items that come with it, without a price
	Renamed  []renamedItem    `json:"renamed_items"`
}

type editionPreview struct {
	okay

	Revision int64 `json:"revision"` // of the project; send it with the move
	editionMoved
}

type editionSavedMove struct {
	written

	editionMoved
}

type editionTotals struct {
	Before     editionSum `json:"before"`
	After      editionSum `json:"after"`
	Difference editionSum `json:"difference"`
}

type editionSum struct {
	Jumlah     decimal.Fixed `json:"jumlah"`
	Total      decimal.Fixed `json:"total"`
	Dibulatkan decimal.Fixed `json:"dibulatkan"`
}

type editionMoveRow struct {
	PekerjaanID      int64              `json:"pekerjaan_id"`
	Kode             string             `json:"kode"`
	Uraian           string             `json:"uraian"`
	Satuan           string             `json:"satuan"`
	NewUraian        string             `json:"uraian_baru"`
	NewSatuan        string             `json:"satuan_baru"`
	Status           string             `json:"status"`
	Moves            bool               `json:"moves"`
	Message          string             `json:"message"`
	Stuck            []string           `json:"stuck_bundles"` // kodes of library bundles that the edition does not have
	ComponentsBefore []editionComponent `json:"components_before"`
	ComponentsAfter  []editionComponent `json:"components_after"`
	MissingPrices    *int               `json:"missing_prices_added"`
	HSP              *editionMoney      `json:"hsp"`
	Total            *editionMoney      `json:"total"`
}

type editionMoney struct {
	Before     decimal.Fixed `json:"before"`
	After      decimal.Fixed `json:"after"`
	Difference decimal.Fixed `json:"difference"`
}

type editionComponent struct {
	Kategori  string `json:"kategori"`
	Kode      string `json:"kode"`
	Uraian    string `json:"uraian"`
	Satuan    string `json:"satuan"`
	Koefisien string `json:"koefisien"`
}

func editionComponentOf(c *rab.Component) editionComponent {
	return editionComponent{Kategori: string(c.Kategori), Kode: c.Kode, Uraian: c.Uraian, Satuan: c.Satuan, Koefisien: c.Koefisien.String()}
}

type editionItem struct {
	Kode     string `json:"kode"`
	Kategori string `json:"kategori"`
	Uraian   string `json:"uraian"`
	Satuan   string `json:"satuan"`
}

// editionMessages say what becomes of a pekerjaan.
var editionMessages = map[rab.EditionStatus]string{
	rab.EditionChanged: "Pindah; komponennya berubah.",
	rab.EditionSame:    "Pindah; komponennya sama.",
	rab.EditionKept:    "Pindah; komponen yang Anda ubah dipertahankan.",
	rab.EditionBundles: "Gabungan ke pustaka ikut pindah.",
	rab.EditionCascade: "Harganya ikut berubah lewat gabungan.",
	rab.EditionMissing: "Tetap: kode ini tidak ada di edisi tujuan.",
	rab.EditionEmpty:   "Tetap: analisa di edisi tujuan tidak punya rincian.",
	rab.EditionUnit:    "Tetap: satuannya berbeda di edisi tujuan, padahal volume tidak ikut diubah.",
}

func editionTotalsOf(before, after rab.Totals) *editionTotals {
	sum := func(t rab.Totals) editionSum {
		return editionSum{Jumlah: dec(2, t.Jumlah), Total: dec(0, t.Total), Dibulatkan: dec(0, t.Dibulatkan)}
	}
	return &editionTotals{Before: sum(before), After: sum(after), Difference: sum(rab.Totals{
		Jumlah: after.Jumlah.Sub(before.Jumlah), Total: after.Total.Sub(before.Total), Dibulatkan: after.Dibulatkan.Sub(before.Dibulatkan),
	})}
}

func editionMovedOf(move rab.EditionMove, prices bool) editionMoved {
	answer := editionMoved{
		Edition: editionNameOf(move.Edition), Moved: move.Moved, Rows: []editionMoveRow{}, Renamed: rowsOf(move.Renamed, renamedItemOf),
		NewItems: rowsOf(move.NewItems, func(i *rab.PriceItem) editionItem {
			return editionItem{Kode: i.Kode, Kategori: string(i.Kategori), Uraian: i.Uraian, Satuan: i.Satuan}
		}),
	}
	if prices {
		answer.Totals = editionTotalsOf(move.Before, move.After)
	}
	for _, row := range move.Rows {
		if (!row.Status.Moves() && row.Status != rab.EditionCascade) || len(row.Stuck) > 0 {
			answer.Stuck++
		}
		answer.Rows = append(answer.Rows, editionMoveRowOf(row, prices))
	}
	return answer
}

func editionMoveRowOf(row *rab.EditionRow, prices bool) editionMoveRow {
	p := row.Pekerjaan
	shown := editionMoveRow{
		PekerjaanID: p.ID, Kode: p.Kode, Uraian: p.Uraian, Satuan: p.Satuan, NewUraian: row.Moved.Uraian, NewSatuan: row.Moved.Satuan,
		Status: string(row.Status), Moves: row.Status.Moves(), Message: editionMessages[row.Status], Stuck: listOf(row.Stuck),
		ComponentsBefore: rowsOf(row.Before, editionComponentOf), ComponentsAfter: rowsOf(row.After, editionComponentOf),
	}
	if prices {
		money := func(before, after, difference decimal.Decimal) *editionMoney {
			return &editionMoney{Before: dec(2, before), After: dec(2, after), Difference: dec(2, difference)}
		}
		shown.MissingPrices = &row.MissingPricesAdded
		shown.HSP = money(row.LineBefore.G, row.Line.G, row.DifferenceOfG)
		shown.Total = money(row.LineBefore.Total, row.Line.Total, row.DifferenceOfTotal)
	}
	return shown
}

// editionInput reads where the references of a project are to move.
func editionInput(body *serve.Object) rab.EditionInput {
	in := rab.EditionInput{
		Edition: body.Int("edition"), ResetModified: body.Bool("reset_modified", false), AcceptUnit: body.Bool("accept_unit", false),
		Revision: body.OptionalInt("revision"),
	}
	if from := body.OptionalInt("from"); from != nil {
		in.From = *from
	}
	if body.Has("pekerjaan_ids") && !body.Null("pekerjaan_ids") {
		in.Pekerjaan = append([]int64{}, body.IDs("pekerjaan_ids")...)
		if len(in.Pekerjaan) == 0 && body.Err() == nil {
			body.Bad("pekerjaan_ids", "pilih pekerjaan, atau hilangkan isian ini untuk memindahkan semuanya")
		}
	}
	return in
}

func previewEdition(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	in := editionInput(body)
	if err := body.Err(); err != nil {
		return err
	}
	move, err := r.App.PreviewEdition(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, editionPreview{okay: yes, Revision: move.Revision, editionMoved: editionMovedOf(move, r.Visit.Rights.Prices)})
}

func moveEdition(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	in := editionInput(body)
	if err := body.Err(); err != nil {
		return err
	}
	move, done, err := r.App.MoveEdition(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, editionSavedMove{written: writtenBy(r, done), editionMoved: editionMovedOf(move, r.Visit.Rights.Prices)})
}
