package api

import (
	"net/http"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// pricingSaved is the policy after a save, in the form of a read (api §6.11).
type pricingSaved struct {
	*pricingAnswer

	Revision int64 `json:"revision"`
	Changed  bool  `json:"changed"`
}

func savePricing(r *serve.Request) error {
	in, err := readPricing(r)
	if err != nil {
		return err
	}
	done, err := r.App.SavePricing(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	r.Changed(done)
	return r.Send(http.StatusOK, pricingSaved{pricingAnswer: pricingAnswerOf(done.Project.Pricing()), Revision: done.Revision, Changed: done.Changed})
}

// pricingPreview tells what a change of the policy would do to the foot of the RAB.
type pricingPreview struct {
	okay

	Revision  int64           `json:"revision"` // of the project, which stays
	Changed   bool            `json:"changed"`
	Totals    *comparedTotals `json:"totals"`
	OwnMarkup int             `json:"own_markup"` // pekerjaan with a BUK of their own, or none as SMKK: the project's does not reach them
}

// previewPricing reads what savePricing does, and stores nothing.
func previewPricing(r *serve.Request) error {
	in, err := readPricing(r)
	if err != nil {
		return err
	}
	effect, err := r.App.PreviewPricing(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, pricingPreview{
		okay: yes, Revision: r.Visit.Revision, Changed: effect.Changed, Totals: comparedTotalsOf(effect.Before, effect.After), OwnMarkup: effect.OwnMarkup,
	})
}

// readPricing reads the change of the policy that a request asks for.
func readPricing(r *serve.Request) (rab.PricingInput, error) {
	o, err := r.Object()
	if err != nil {
		return rab.PricingInput{}, err
	}
	in := rab.PricingInput{
		Path: o.Path, RoundingBase: o.OptionalInt("rounding_base"), HSPRounding: o.OptionalInt("hsp_rounding"), Version: o.OptionalInt("version"),
	}
	if markup := o.Decimal("markup_percent", decimal.Persen); markup.Valid {
		in.MarkupPercent = &markup.Decimal
	}
	if ppn := o.Decimal("ppn_percent", decimal.Persen); ppn.Valid {
		in.PPNPercent = &ppn.Decimal
	}
	if scheme := o.OptionalText("ppn_scheme"); scheme != nil {
		in.PPNScheme = (*rab.PPNScheme)(scheme)
	}
	if mode := o.OptionalText("rounding_mode"); mode != nil {
		in.RoundingMode = (*decimal.Mode)(mode)
	}
	return in, o.Err()
}

// markupSaved is the BUK of one pekerjaan after a save (api §6.11).
type markupSaved struct {
	*markupAnswer

	Saved    bool  `json:"saved,omitempty"`
	Cleared  bool  `json:"cleared,omitempty"`
	Revision int64 `json:"revision"`
	Changed  bool  `json:"changed"`
}

// saveMarkup gives a pekerjaan a BUK of its own, as a number or as people write it; null,
// an empty text or no key at all returns it to the project's.
func saveMarkup(r *serve.Request) error {
	pekerjaan, err := r.PathID("pekerjaan")
	if err != nil {
		return err
	}
	body, err := r.Object()
	if err != nil {
		return err
	}
	var percent decimal.Null
	if !body.Blank("override_markup") || !body.Blank("override_markup_text") {
		percent = body.Decimal("override_markup", decimal.Persen)
	}
	version := body.OptionalInt("version")
	if err := body.Err(); err != nil {
		return err
	}
	done, err := r.App.SetMarkupOverride(r.HTTP.Context(), r.Visit, pekerjaan, percent, version)
	if err != nil {
		return err
	}
	r.Changed(done)
	line, _ := done.Project.Figures().LineOf(pekerjaan)
	return r.Send(http.StatusOK, markupSaved{
		markupAnswer: markupAnswerOf(done.Project, line), Saved: percent.Valid, Cleared: !percent.Valid, Revision: done.Revision, Changed: done.Changed,
	})
}
