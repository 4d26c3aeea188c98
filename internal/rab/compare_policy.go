package rab

import "strconv"

var causeLabels = map[Cause]string{
	CauseAdded: "Pekerjaan baru", CauseRemoved: "Pekerjaan dihapus", CausePrice: "Harga", CauseCoefficient: "Koefisien",
	CauseComponent: "Komponen", CauseBundle: "Isi gabungan", CauseOverride: "BUK khusus pekerjaan", CauseSMKK: "SMKK tanpa BUK",
	CauseMarkup:      "BUK proyek",
	CauseHSPRounding: "Pembulatan HSP", CauseVolume: "Volume", CauseIdentity: "Nama, satuan atau letak", CausePPN: "PPN",
	CausePPNPolicy: "Ketentuan PPN", CauseRoundingPolicy: "Ketentuan pembulatan", CauseRounding: "Selisih pembulatan",
}

// Label names a cause for people.
func (c Cause) Label() string { return causeLabels[c] }

// PolicyChange is a field of the pricing policy that differs between two states, as it is
// written in a request, and the cause that its effect belongs to.
type PolicyChange struct {
	Field, Label  string
	Before, After string
	Cause         Cause
}

// PolicyChanges lists the fields of the pricing policy that differ.
func PolicyChanges(before, after *Pricing) []PolicyChange {
	whole := func(n int64) string { return strconv.FormatInt(n, 10) }
	var changes []PolicyChange
	for _, change := range []PolicyChange{
		{"markup_percent", "BUK (%)", before.MarkupPercent.String(), after.MarkupPercent.String(), CauseMarkup},
		{"hsp_rounding", "Pembulatan HSP (Rp)", whole(before.HSPRounding), whole(after.HSPRounding), CauseHSPRounding},
		{"ppn_scheme", "Skema PPN", string(before.PPNScheme), string(after.PPNScheme), CausePPNPolicy},
		{"ppn_percent", "PPN (%)", before.PPNPercent.String(), after.PPNPercent.String(), CausePPNPolicy},
		{"rounding_mode", "Cara pembulatan", string(before.RoundingMode), string(after.RoundingMode), CauseRoundingPolicy},
		{"rounding_base", "Pembulatan (Rp)", whole(before.RoundingBase), whole(after.RoundingBase), CauseRoundingPolicy},
	} {
		if change.Before != change.After {
			changes = append(changes, change)
		}
	}
	return changes
}
