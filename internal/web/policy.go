package web

import (
	"fmt"
	"slices"
	"strconv"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// policyBody shows the pricing policy of a project, and what a form offers that changes it.
type policyBody struct {
	Writable bool
	Facts    []policyFact
	Presets  []policyPreset
	Bases    []choice // of rounding the total
	HSP      []choice // of rounding unit prices
}

// policyFact is one rule of the policy in words.
type policyFact struct{ Label, Text, Address string }

// policyPreset is an offered policy; Percent is its PPN as people type it.
type policyPreset struct {
	rab.Preset

	Percent string
}

// The multiples that are offered for rounding, in rupiah; one that a project has besides
// stays among them.
var (
	totalBases = []int64{1, 100, 1000, 10_000, 100_000, 1_000_000}
	hspBases   = []int64{0, 1, 10, 100, 1000}
)

func newPolicy(view *app.View) *policyBody {
	policy, rights := view.Pricing(), view.Visit.Rights
	b := &policyBody{Writable: rights.Write && view.Header().IsActive, Bases: bases(totalBases, policy.RoundingBase), HSP: bases(hspBases, policy.HSPRounding)}
	for _, preset := range rab.Presets() {
		b.Presets = append(b.Presets, policyPreset{Preset: preset, Percent: preset.Pricing.PPNPercent.Indonesian(0, 2)})
	}
	ppn := policyWords[string(policy.PPNScheme)]
	if policy.PPNScheme == rab.PPNPercent {
		ppn = policy.PPNPercent.Indonesian(0, 2) + "% dari jumlah"
	}
	total := "tanpa pembulatan"
	if policy.RoundingBase > 1 {
		total = policyWords[string(policy.RoundingMode)] + ", kelipatan Rp " + whole(policy.RoundingBase)
	}
	hsp := "tanpa pembulatan"
	if policy.HSPRounding > 0 {
		hsp = "terdekat, kelipatan Rp " + whole(policy.HSPRounding)
	}
	b.Facts = []policyFact{
		{Label: "BUK", Text: policy.MarkupPercent.Indonesian(0, 2) + "%"},
		{Label: "PPN", Text: ppn},
		{Label: "Pembulatan total", Text: total},
		{Label: "Pembulatan HSP", Text: hsp},
	}
	if own := view.Figures().OwnMarkups(); own > 0 {
		b.Facts = append(b.Facts, policyFact{
			Label: "BUK khusus atau SMKK", Text: bilang(own) + " pekerjaan", Address: fmt.Sprintf("/detail_project/%d/%s/", view.ID, breakdownPage),
		})
	}
	return b
}

func whole(n int64) string { return decimal.FromInt(n).Indonesian(0, 0) }

// bases lists multiples of rounding, with the present one.
func bases(offered []int64, present int64) []choice {
	list := slices.Clone(offered)
	if !slices.Contains(list, present) {
		list = append(list, present)
		slices.Sort(list)
	}
	choices := make([]choice, 0, len(list))
	for _, base := range list {
		text := whole(base)
		if base == list[0] {
			text = "Tanpa pembulatan"
		}
		choices = append(choices, choice{Value: strconv.FormatInt(base, 10), Text: text})
	}
	return choices
}
