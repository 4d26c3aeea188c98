package rab

import (
	"fmt"
	"testing"

	"takar/internal/decimal"
)

// benchmarkSizes are numbers of pekerjaan; the cost of history grows with them, not with
// their square.
var benchmarkSizes = []int{500, 2000}

func benchmarkSized(b *testing.B, run func(b *testing.B, x *builder, p *Project)) {
	for _, n := range benchmarkSizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := estimate(b, n)
			p := x.project()
			p.Figures()
			b.ReportAllocs()
			run(b, x, p)
		})
	}
}

func BenchmarkIntegrity(b *testing.B) {
	benchmarkSized(b, func(b *testing.B, _ *builder, p *Project) {
		for b.Loop() {
			p.Integrity()
		}
	})
}

func BenchmarkAuditOfAllPrices(b *testing.B) {
	benchmarkSized(b, func(b *testing.B, x *builder, p *Project) {
		after, changes := x.after(p, func(d *Draft) error {
			return done(d.ChangePricesByPercent(PercentInput{Percent: decimal.FromInt(10)}))
		})
		for b.Loop() {
			AuditEntries(p, after, changes, nil)
		}
	})
}

func BenchmarkAuditOfDeletingEverything(b *testing.B) {
	benchmarkSized(b, func(b *testing.B, x *builder, p *Project) {
		after, changes := x.after(p, func(d *Draft) error { return done(d.ReplaceTree(TreeInput{})) })
		for b.Loop() {
			AuditEntries(p, after, changes, nil)
		}
	})
}

func BenchmarkUndoOfDeletingEverything(b *testing.B) {
	benchmarkSized(b, func(b *testing.B, x *builder, p *Project) {
		after, changes := x.after(p, func(d *Draft) error { return done(d.ReplaceTree(TreeInput{})) })
		for b.Loop() {
			d := x.draft(after)
			if blocked, err := d.Revert(changes); err != nil || len(blocked) > 0 || len(d.Breaks()) > 0 {
				b.Fatal(err, blocked)
			}
		}
	})
}

func BenchmarkRestoreOfEverything(b *testing.B) {
	benchmarkSized(b, func(b *testing.B, x *builder, p *Project) {
		after, changes := x.after(p, func(d *Draft) error { return done(d.ReplaceTree(TreeInput{})) })
		for b.Loop() {
			if err := x.draft(after).RestoreDeleted(changes, ""); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkUndoOfOneVolume(b *testing.B) {
	benchmarkSized(b, func(b *testing.B, x *builder, p *Project) {
		after, changes := x.after(p, func(d *Draft) error {
			return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: x.pekerjaan[0].ID, Quantity: &decimal.Null{}}}))
		})
		after.Figures()
		for b.Loop() {
			d := x.draft(after)
			if blocked, err := d.Revert(changes); err != nil || len(blocked) > 0 || len(d.Breaks()) > 0 {
				b.Fatal(err, blocked)
			}
		}
	})
}
