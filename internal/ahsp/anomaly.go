package ahsp

import "fmt"

// Anomalies lists what an administrator should look at in an analysis: sentences without
// a full stop, none when all is well.
func (a *Analysis) Anomalies() []string {
	found := []string{}
	if len(a.Components) == 0 {
		found = append(found, "tidak punya rincian")
	}
	if a.Satuan == "" {
		found = append(found, "satuan kosong")
	}
	if a.Klasifikasi == "" {
		found = append(found, "klasifikasi kosong")
	}
	unsettled := 0
	for i := range a.Components {
		if a.Components[i].Unsettled() {
			unsettled++
		}
	}
	if unsettled > 0 {
		found = append(found, fmt.Sprintf("%d komponen dengan temuan yang belum diselesaikan", unsettled))
	}
	return found
}

// Anomalies lists what an administrator should look at in a component.
func (c *Component) Anomalies() []string {
	found := []string{}
	if c.Koefisien.IsZero() {
		found = append(found, "koefisien 0")
	}
	if c.Satuan == "" {
		found = append(found, "satuan kosong")
	}
	for _, m := range c.Marks() {
		if m.Resolution == Unresolved && m.Kind != MissingSatuan {
			found = append(found, m.Kind.Label())
		}
	}
	return found
}

// Count returns how many components an analysis has of each kategori.
func (a *Analysis) Count() map[Kategori]int {
	count := make(map[Kategori]int, len(Categories))
	for i := range a.Components {
		count[a.Components[i].Kategori]++
	}
	return count
}
