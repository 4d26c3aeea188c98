package store

import (
	"fmt"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// onEach runs a benchmark on a project of 1,000 pekerjaan with 10 components each and 300
// price items, on both databases.
func onEach(b *testing.B, run func(b *testing.B, s *site, p *rab.Project)) {
	for name, open := range map[string]func(testing.TB) *site{"sqlite": onSQLite, "postgresql": onPostgres} {
		b.Run(name, func(b *testing.B) {
			s := open(b)
			s.watch = nil
			run(b, s, s.large())
		})
	}
}

func (s *site) large() *rab.Project {
	s.t.Helper()
	owner := s.owner()
	ids := s.IDs(s.ctx())
	return s.change(s.project(owner), owner, func(d *rab.Draft) {
		var items []int64
		for i := range 300 {
			items = append(items, ids.NextID())
			d.PriceItems.Put(&rab.PriceItem{
				Meta: rab.Meta{ID: items[i]}, UID: ids.NextUID(), Kode: fmt.Sprintf("M.%03d", i), Kategori: ahsp.BHN,
				Uraian: fmt.Sprintf("Bahan nomor %d", i), Satuan: "kg", Harga: decimal.Some(number("125000.50")), PriceSource: "harga contoh",
			})
		}
		for i, pekerjaan := range addPekerjaan(d, ids, 1000) {
			for j := range 10 {
				item := items[(i+j*7)%len(items)]
				d.Components.Put(&rab.Component{
					Meta: rab.Meta{ID: ids.NextID()}, UID: ids.NextUID(), PekerjaanID: pekerjaan, Position: j, PriceItemID: &item,
					Kategori: ahsp.BHN, Kode: "M.001", Uraian: "Semen portland komposit", Satuan: "kg", Koefisien: number("0.123456"),
				})
			}
		}
	})
}

func BenchmarkCommitOfVolumes(b *testing.B) {
	for _, rows := range []int{1, 1000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			onEach(b, func(b *testing.B, s *site, p *rab.Project) {
				owner := p.Header().OwnerID
				volumes := p.Volumes.All()[:rows]
				for b.Loop() {
					b.StopTimer()
					commit, after := s.decide(p, owner, func(d *rab.Draft) {
						for _, volume := range volumes {
							setVolume(d, volume.ID, number(fmt.Sprintf("%d.125", p.Revision)))
						}
					})
					for _, volume := range volumes {
						before, now := `{"quantity":"1.125"}`, `{"quantity":"2.125"}`
						commit.Audit = append(commit.Audit, AuditEntry{
							ID: s.id(), AccountID: owner, AccountName: "pemilik", PekerjaanID: &volume.ID, Kode: "CUST-0001",
							Uraian: "Pekerjaan", Action: "UPDATE", TriggeredBy: "user", Summary: "volume 1,125 menjadi 2,125", OldData: &before, NewData: &now,
						})
					}
					b.StartTimer()
					p = s.commit(commit, after)
				}
			})
		})
	}
}

func BenchmarkColdLoad(b *testing.B) {
	onEach(b, func(b *testing.B, s *site, p *rab.Project) {
		for b.Loop() {
			s.load(p.ID)
		}
	})
}

func BenchmarkAdvanceByOneRow(b *testing.B) {
	onEach(b, func(b *testing.B, s *site, p *rab.Project) {
		before := s.load(p.ID)
		s.change(p, p.Header().OwnerID, func(d *rab.Draft) { setVolume(d, p.Volumes.All()[0].ID, number("1.5")) })
		for b.Loop() {
			if _, err := s.AdvanceProject(s.ctx(), before, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAccess(b *testing.B) {
	onEach(b, func(b *testing.B, s *site, p *rab.Project) {
		token := s.session(p.Header().OwnerID)
		for b.Loop() {
			s.access(token, p.ID)
		}
	})
}

func BenchmarkProjectList(b *testing.B) {
	onEach(b, func(b *testing.B, s *site, p *rab.Project) {
		for range 200 {
			s.project(p.Header().OwnerID)
		}
		for b.Loop() {
			if _, _, err := s.Projects(s.ctx(), ProjectFilter{Account: p.Header().OwnerID, Search: "dinas", Limit: 20}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
