package pdf_test

import (
	"io"
	"testing"

	"takar/internal/document"
	"takar/internal/document/pdf"
	"takar/internal/document/sample"
)

type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

// BenchmarkAnalyses writes the largest document of a project of 1,000 pekerjaan: one table
// for each, 14,000 rows in all.
func BenchmarkAnalyses(b *testing.B) {
	benchmark(b, &document.Document{Title: "Analisa", Moment: "2026-01-05T00:00:00Z", Sections: []*document.Section{sample.Analyses(1000)}})
}

// BenchmarkEstimate writes a RAB of 1,000 pekerjaan: one long table.
func BenchmarkEstimate(b *testing.B) {
	benchmark(b, &document.Document{Title: "RAB", Moment: "2026-01-05T00:00:00Z", Sections: []*document.Section{sample.Estimate(1000)}})
}

// BenchmarkSchedule writes a schedule of 1,000 pekerjaan over 52 weeks with its curve.
func BenchmarkSchedule(b *testing.B) {
	benchmark(b, &document.Document{Title: "Jadwal", Moment: "2026-01-05T00:00:00Z", Sections: []*document.Section{sample.Schedule(1000, 52)}})
}

func benchmark(b *testing.B, d *document.Document) {
	b.ReportAllocs()
	for b.Loop() {
		var size counter
		if err := pdf.Write(io.Writer(&size), d, nil); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(size), "bytes")
	}
}
