package demo

import "testing"

// What a size promises holds before anything is stored, also for the sizes that take long.
func TestProjectsOfEverySizeAreDrawnWhole(t *testing.T) {
	c, err := newCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range Sizes {
		for number := range PortfolioProjects {
			p, err := c.project(&Portfolio{Size: size, Seed: 3}, number)
			if err != nil {
				t.Fatal(err)
			}
			rows, bundles, unpriced := map[string]int{}, 0, 0
			for _, a := range p.analyses {
				rows[a.of] = len(a.rows)
				for _, row := range a.rows {
					if row.ahsp != "" || row.job != "" {
						bundles++
					}
					if row == noPrice {
						unpriced++
					}
				}
			}
			count, noVolume, noUnit := 0, 0, 0
			for _, k := range p.work {
				for _, s := range k.subs {
					for _, i := range s.items {
						count++
						components := rows[i.name]
						if i.uraian == "" {
							components = len(c.norm[i.kode].Components)
						} else if i.satuan == "" {
							noUnit++
						}
						if components != componentsEach {
							t.Errorf("%s: %s %s has %d components", size, i.kode, i.uraian, components)
						}
						if i.volume == "" {
							noVolume++
						}
					}
				}
			}
			if want := pekerjaanOf[size]; count != want || bundles != want/10 || noVolume != 1 || noUnit != 1 || unpriced != 1 || len(p.size.spans) != want-1 {
				t.Errorf("%s: %d pekerjaan, %d bundles, without volume %d, unit %d, price %d; %d planned", size, count, bundles, noVolume, noUnit, unpriced, len(p.size.spans))
			}
			for _, s := range p.size.spans {
				if s.from < 1 || s.from+plannedWeeks-1 > portfolioWeeks {
					t.Errorf("%s: %s from week %d", size, s.of, s.from)
				}
			}
		}
	}
}
