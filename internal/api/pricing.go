package api

import (
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// pricingAnswer is the pricing policy of a project (api §6.11, rulings A5).
type pricingAnswer struct {
	okay

	MarkupPercent decimal.Fixed `json:"markup_percent"`
	PPNPercent    decimal.Fixed `json:"ppn_percent"`
	RoundingBase  int64         `json:"rounding_base"`
	PPNScheme     rab.PPNScheme `json:"ppn_scheme"`
	RoundingMode  decimal.Mode  `json:"rounding_mode"`
	HSPRounding   int64         `json:"hsp_rounding"` // 0 = off
	Version       int64         `json:"version"`
}

func getPricing(r *serve.Request) error { return kept(r, "pricing", pricingOf) }

func pricingOf(v *app.View) *pricingAnswer { return pricingAnswerOf(v.Pricing()) }

func pricingAnswerOf(p *rab.Pricing) *pricingAnswer {
	return &pricingAnswer{
		okay: yes, MarkupPercent: dec(percentPlaces, p.MarkupPercent), PPNPercent: dec(percentPlaces, p.PPNPercent), RoundingBase: p.RoundingBase,
		PPNScheme: p.PPNScheme, RoundingMode: p.RoundingMode, HSPRounding: p.HSPRounding, Version: p.Version,
	}
}

// markupAnswer is the BUK that counts for one pekerjaan (api §6.11). Version is that of
// the pekerjaan.
type markupAnswer struct {
	okay

	ProjectMarkup   decimal.Fixed  `json:"project_markup"`
	OverrideMarkup  *decimal.Fixed `json:"override_markup"`
	EffectiveMarkup decimal.Fixed  `json:"effective_markup"`
	Version         int64          `json:"version"`
}

func getMarkup(r *serve.Request) error { return keptOf(r, "markup", "pekerjaan", markupOf) }

func markupOf(v *app.View, id int64) (*markupAnswer, error) {
	line, ok := v.Figures().LineOf(id)
	if !ok {
		return nil, app.ErrNotFound
	}
	return markupAnswerOf(v.Project, line), nil
}

func markupAnswerOf(p *rab.Project, line *rab.Line) *markupAnswer {
	return &markupAnswer{
		okay: yes, ProjectMarkup: dec(percentPlaces, p.Pricing().MarkupPercent), EffectiveMarkup: dec(percentPlaces, line.Markup),
		OverrideMarkup: optionalDec(percentPlaces, line.Pekerjaan.MarkupOverride), Version: line.Pekerjaan.Version,
	}
}
