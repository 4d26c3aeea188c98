package api

import (
	"errors"
	"fmt"
	"net/http"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// pricesSaved answers a change of prices (api §6.10). Items are the rows that changed, as
// they are now.
type pricesSaved struct {
	written

	UserMessage      string        `json:"user_message"`
	Updated          int           `json:"updated"`
	PricingSaved     bool          `json:"pricing_saved"`
	MarkupPercent    decimal.Fixed `json:"markup_percent"`
	ProjectUpdatedAt string        `json:"project_updated_at"`
	Errors           []rab.Problem `json:"errors"` // always empty: a refused save is an error answer
	Items            []priceRow    `json:"items"`
	PricingVersion   int64         `json:"pricing_version"`
}

func pricesSavedOf(r *serve.Request, result rab.PriceResult, done *app.Done) pricesSaved {
	message := "Tidak ada harga yang berubah."
	if result.Updated > 0 {
		message = fmt.Sprintf("%d harga tersimpan.", result.Updated)
	}
	pricing, uses := done.Project.Pricing(), done.Project.ItemUses()
	return pricesSaved{
		written: writtenBy(r, done), UserMessage: message, Updated: result.Updated, Errors: []rab.Problem{},
		MarkupPercent: dec(percentPlaces, pricing.MarkupPercent), ProjectUpdatedAt: done.Project.UpdatedAt().Contract(), PricingVersion: pricing.Version,
		Items: rowsOf(result.Changed, func(c rab.PriceChange) priceRow {
			item, _ := done.Project.PriceItems.Get(c.ID)
			return priceRowOf(item, uses[c.ID])
		}),
	}
}

// savePrices stores prices and, in the same command, the project's BUK when it is named.
func savePrices(r *serve.Request) error {
	rows, body, err := r.ListOf("items")
	if err != nil {
		return err
	}
	save := app.PriceSave{Items: rowsOf(rows, priceInput)}
	if markup := body.Decimal("markup_percent", decimal.Persen); markup.Valid {
		save.Pricing = &rab.PricingInput{MarkupPercent: &markup.Decimal, Version: body.OptionalInt("pricing_version")}
	}
	if at := clientTime(body); at != 0 {
		view, err := r.App.View(r.HTTP.Context(), r.Visit)
		if err != nil {
			return err
		}
		pricesSeen(view.Project, &save, at)
	}
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.SavePrices(r.HTTP.Context(), r.Visit, save)
	if err != nil {
		return err
	}
	answer := pricesSavedOf(r, result, done)
	answer.PricingSaved = save.Pricing != nil
	return r.Send(http.StatusOK, answer)
}

// priceInput reads {id, harga_satuan | harga_satuan_text, price_source, price_date, region}.
func priceInput(row *serve.Object) rab.PriceInput {
	in := rab.PriceInput{
		Path: row.Path, ID: row.Int("id"), Source: row.OptionalText("price_source"), Region: row.OptionalText("region"),
		Version: row.OptionalInt("version"),
	}
	if row.Has("harga_satuan") || row.Has("harga_satuan_text") {
		harga := row.Decimal("harga_satuan", decimal.Harga)
		in.Harga = &harga
	}
	if date := row.OptionalText("price_date"); date != nil {
		day := rab.Date(*date)
		in.Date = &day
	}
	if in.Harga == nil && in.Source == nil && in.Date == nil && in.Region == nil {
		row.Bad("harga_satuan", "isi harga (angka, atau null untuk mengosongkan)")
	}
	return in
}

// pricesSeen gives rows without a version the one that a client saw at a time.
func pricesSeen(p *rab.Project, save *app.PriceSave, at rab.Instant) {
	for i := range save.Items {
		if item, ok := p.PriceItems.Get(save.Items[i].ID); ok && save.Items[i].Version == nil {
			save.Items[i].Version = seen(item.Meta, at)
		}
	}
	if save.Pricing != nil && save.Pricing.Version == nil {
		save.Pricing.Version = seen(p.Pricing().Meta, at)
	}
}

// percentField is a change of prices in percent; how far it may go is a rule of rab.
var percentField = decimal.Field{Name: "perubahan", Digits: 8, Scale: 4, Signed: true}

// tried answers a trial of what is still being typed: that something is wrong with it is an
// answer here, not a failure.
type tried struct {
	okay

	Errors []rab.Problem `json:"errors"`
}

// triedWell is a trial with nothing wrong.
var triedWell = tried{okay: yes, Errors: []rab.Problem{}}

func sendTrial(r *serve.Request, answer any, err error) error {
	var invalid *rab.Invalid
	if errors.As(err, &invalid) {
		return r.Send(http.StatusOK, tried{okay: yes, Errors: invalid.Problems})
	}
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, answer)
}

// percentPreview tells what a change of prices would do; Items are all that would change.
type percentPreview struct {
	tried

	Updated int              `json:"updated"`
	Items   []percentChanged `json:"items"`
}

type percentChanged struct {
	ID       int64          `json:"id"`
	KodeItem string         `json:"kode_item"`
	Uraian   string         `json:"uraian"`
	Before   *decimal.Fixed `json:"before"`
	After    *decimal.Fixed `json:"after"`
}

func percentChangedOf(c rab.PriceChange) percentChanged {
	return percentChanged{ID: c.ID, KodeItem: c.Kode, Uraian: c.Uraian, Before: optionalDec(pricePlaces, c.Old), After: optionalDec(pricePlaces, c.New)}
}

// changePrices raises or lowers many prices by {percent, ids?, kategori?}; with dry_run it
// only tells what would change.
func changePrices(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	percent := body.Decimal("percent", percentField)
	if !percent.Valid {
		body.Bad("percent", "isi perubahan dalam persen, misalnya 5 atau -2.5")
	}
	in := rab.PercentInput{IDs: body.IDs("ids"), Percent: percent.Decimal}
	for i, name := range body.Texts("kategori") {
		kategori, err := ahsp.ParseKategori(name)
		if err != nil {
			body.Bad(fmt.Sprintf("kategori[%d]", i), "%s", err)
		}
		in.Kategori = append(in.Kategori, kategori)
	}
	if body.Bool("dry_run", false) {
		return previewPercent(r, in, body.Err())
	}
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.ChangePricesByPercent(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, pricesSavedOf(r, result, done))
}

func previewPercent(r *serve.Request, in rab.PercentInput, err error) error {
	var result rab.PriceResult
	if err == nil {
		result, err = r.App.PreviewPercent(r.HTTP.Context(), r.Visit, in)
	}
	return sendTrial(r, percentPreview{tried: triedWell, Updated: result.Updated, Items: rowsOf(result.Changed, percentChangedOf)}, err)
}

// orphansDeleted answers a clean-up (api §6.10).
type orphansDeleted struct {
	written

	DeletedCount      int           `json:"deleted_count"`
	TotalValueDeleted decimal.Fixed `json:"total_value_deleted"` // Σ of unit prices
	SkippedIDs        []int64       `json:"skipped_ids"`         // in use, or no item of the project
	Message           string        `json:"message"`
}

func deleteOrphans(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	ids := body.IDs("item_ids")
	if len(ids) == 0 {
		body.Bad("item_ids", "pilih sedikitnya satu item")
	}
	if !body.Bool("confirm", false) {
		body.Bad("confirm", "penghapusan perlu ditegaskan: kirim confirm true")
	}
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.DeleteOrphans(r.HTTP.Context(), r.Visit, ids)
	if err != nil {
		return err
	}
	total := decimal.Zero
	for _, item := range result.Deleted {
		total = total.Add(item.Harga.OrZero())
	}
	return r.Send(http.StatusOK, orphansDeleted{
		written: writtenBy(r, done), DeletedCount: len(result.Deleted), TotalValueDeleted: dec(pricePlaces, total),
		SkippedIDs: listOf(result.Skipped), Message: fmt.Sprintf("%d item dihapus, %d dilewati.", len(result.Deleted), len(result.Skipped)),
	})
}

// conversionSaved answers a save of how an item is bought (api §6.10). Item is the price
// item as it is now.
type conversionSaved struct {
	written
	conversionMade

	ProfileID int64    `json:"profile_id"`
	Created   bool     `json:"created"`
	Message   string   `json:"message"`
	Item      priceRow `json:"item"`
}

// conversionPreview tells what a save would make.
type conversionPreview struct {
	tried
	conversionMade
}

// conversionMade is a conversion with the price of one satuan that follows from it; null
// without a market price.
type conversionMade struct {
	Profile conversionRow  `json:"profile"`
	Price   *decimal.Fixed `json:"price"`
}

func conversionMadeOf(result rab.ConversionResult, item *rab.PriceItem) conversionMade {
	return conversionMade{Profile: conversionRowOf(result.Conversion, item), Price: optionalDec(pricePlaces, result.Price)}
}

// saveConversion stores how an item is bought. With apply the item also gets the price that
// follows; with dry_run nothing is stored.
func saveConversion(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	in := rab.ConversionInput{
		PriceItemID: body.Int("harga_item_id"), MarketUnit: body.Text("market_unit"), MarketPrice: body.Decimal("market_price", decimal.Harga),
		FactorToBase: body.Decimal("factor_to_base", decimal.Faktor), Density: body.Decimal("density", decimal.Faktor),
		CapacityM3: body.Decimal("capacity_m3", decimal.Faktor), CapacityTon: body.Decimal("capacity_ton", decimal.Faktor),
		Method: body.Text("method"), Version: body.OptionalInt("version"), Apply: body.Bool("apply", false), PriceVersion: body.OptionalInt("price_version"),
	}
	if body.Bool("dry_run", false) {
		return previewConversion(r, in, body.Err())
	}
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.SaveConversion(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	item, _ := done.Project.PriceItems.Get(in.PriceItemID)
	message := "Satuan beli tersimpan."
	if in.Apply {
		message = "Satuan beli dan harga satuan tersimpan."
	}
	return r.Send(http.StatusOK, conversionSaved{
		written: writtenBy(r, done), ProfileID: result.Conversion.ID, Created: result.Created, Message: message,
		conversionMade: conversionMadeOf(result, item), Item: priceRowOf(item, done.Project.ItemUses()[item.ID]),
	})
}

func previewConversion(r *serve.Request, in rab.ConversionInput, err error) error {
	var result rab.ConversionResult
	if err == nil {
		result, err = r.App.PreviewConversion(r.HTTP.Context(), r.Visit, in)
	}
	if err != nil {
		return sendTrial(r, nil, err)
	}
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	item, ok := view.PriceItems.Get(in.PriceItemID)
	if !ok {
		return app.ErrNotFound
	}
	return r.Send(http.StatusOK, conversionPreview{tried: triedWell, conversionMade: conversionMadeOf(result, item)})
}
