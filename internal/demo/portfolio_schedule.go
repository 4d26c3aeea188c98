package demo

import (
	"context"
	"fmt"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// The time of a portfolio: its projects last forty weeks, of which twenty have passed, and
// each pekerjaan is planned over twelve.
const (
	portfolioWeeks    = 40
	portfolioReported = 20
	portfolioBegan    = 7 * portfolioReported
	plannedWeeks      = 12
)

// span is when one pekerjaan is done, how it is spread, how much of the plan is really done,
// and what that costs in percent of the budget.
type span struct {
	of      string
	from    int
	way     schedule.Shape
	pace    decimal.Decimal
	overrun decimal.Decimal
}

// plan draws when a pekerjaan is done: trades follow each other and overlap.
func (g *generator) plan(t, index int, of string) {
	const last = portfolioWeeks - plannedWeeks + 1
	each := g.count / len(g.trades)
	within := (index - t*each) * 6 / each
	from := min(1+t*24/len(g.trades)+within+g.random.IntN(3), last)
	ways := schedule.Shapes()
	g.size.spans = append(g.size.spans, span{
		of: of, from: from, way: ways[g.random.IntN(len(ways))],
		pace: decimal.FromInt(int64(82 + g.random.IntN(19))), overrun: decimal.FromInt(int64(92 + g.random.IntN(18))),
	})
}

// addSpans plans the work, agrees on the plan, tells what was done of it and what that cost,
// and enters the contract with a budget a little above the total. No week is closed: people
// may change every one.
func (b *builder) addSpans(ctx context.Context) error {
	var planned []schedule.Entry
	days := make([]int, plannedWeeks)
	for i := range days {
		days[i] = 6
	}
	parts := make([][]decimal.Decimal, len(b.size.spans))
	for i, s := range b.size.spans {
		parts[i], _ = s.way.Distribute(decimal.Hundred, days)
		for j, part := range parts[i] {
			planned = append(planned, b.planned(s, j, part))
		}
	}
	if _, _, err := b.app.SaveProgress(ctx, b.visit, planned); err != nil {
		return err
	}
	if err := b.agree(ctx); err != nil {
		return err
	}
	if err := b.reportSpans(ctx, parts); err != nil {
		return err
	}
	if err := b.addContract(ctx); err != nil {
		return err
	}
	return b.setBudget(ctx)
}

func (b *builder) planned(s span, week int, amount decimal.Decimal) schedule.Entry {
	return schedule.Entry{
		Path: s.of, PekerjaanID: b.ids[s.of], Week: s.from + week, Mode: schedule.Planned, Amount: &schedule.Typed{Value: amount}, Was: &schedule.Typed{},
	}
}

// reportSpans enters realisasi of the weeks that have passed, with what it cost where the
// work has a total.
func (b *builder) reportSpans(ctx context.Context, parts [][]decimal.Decimal) error {
	view, err := b.app.View(ctx, b.visit)
	if err != nil {
		return err
	}
	var done []schedule.Entry
	for i, s := range b.size.spans {
		line, _ := view.Figures().LineOf(b.ids[s.of])
		for j, part := range parts[i] {
			if s.from+j > portfolioReported {
				break
			}
			done = append(done, realised(b.ids[s.of], s.from+j, part, line.Total, s.pace, s.overrun))
		}
	}
	_, _, err = b.app.SaveProgress(ctx, b.visit, done)
	return err
}

// setBudget makes the budget of the owner a twentieth more than the total.
func (b *builder) setBudget(ctx context.Context) error {
	view, err := b.app.View(ctx, b.visit)
	if err != nil {
		return err
	}
	budget := view.Figures().Totals.Dibulatkan.Percent(decimal.FromInt(105)).RoundToMultiple(decimal.FromInt(1_000_000), decimal.Up)
	_, _, err = b.app.EditProject(ctx, b.visit, app.ProjectEdit{Edit: func(h *rab.Header) { h.AnggaranOwner = budget }})
	return err
}

// phase is a tahapan made by hand, over weeks, with the pekerjaan in it.
type phase struct {
	name     string
	from, to int
	work     []string
}

// phasesOf makes three phases of the trades, in their order.
func (g *generator) phasesOf(each int) {
	g.size.phases = []phase{{name: "Struktur", from: 1, to: 20}, {name: "Arsitektur", from: 10, to: 34}, {name: "Utilitas dan penyelesaian", from: 20, to: 40}}
	for i := range each * len(g.trades) {
		p := &g.size.phases[min(i/(each*4), len(g.size.phases)-1)]
		p.work = append(p.work, keyOf(i))
	}
}

// addPhases makes the phases and puts the pekerjaan into them.
func (b *builder) addPhases(ctx context.Context) error {
	if b.size == nil {
		return nil
	}
	start := b.start(b.app.Today())
	for _, p := range b.size.phases {
		from, to := start.AddDays(7*(p.from-1)), start.AddDays(7*p.to-1)
		made, _, err := b.app.CreateTahapan(ctx, b.visit, schedule.TahapanInput{Nama: &p.name, From: &from, To: &to})
		if err != nil {
			return err
		}
		members := make([]schedule.MemberInput, len(p.work))
		for i, key := range p.work {
			members[i] = schedule.MemberInput{Path: key, PekerjaanID: b.ids[key]}
		}
		if _, _, err := b.app.AssignTahapan(ctx, b.visit, made.ID, members); err != nil {
			return err
		}
	}
	return nil
}

// buildings are what the projects of a portfolio build.
var buildings = []struct{ nama, place, client string }{
	{"Pembangunan Gedung Kantor Kecamatan Sukamaju", "Desa Sukamaju", "Dinas Pekerjaan Umum Kabupaten Contoh"},
	{"Pembangunan Gedung Puskesmas Mekarsari", "Desa Mekarsari", "Dinas Kesehatan Kabupaten Contoh"},
	{"Pembangunan Gedung SMP Negeri Contoh", "Desa Tirtajaya", "Dinas Pendidikan Kabupaten Contoh"},
	{"Pembangunan Pasar Rakyat Sukamaju", "Desa Sukamaju", "Dinas Perdagangan Kabupaten Contoh"},
	{"Pembangunan Rumah Susun Contoh", "Desa Wanasari", "Dinas Perumahan Kabupaten Contoh"},
}

func portfolioHeader(number int) rab.Header {
	b := buildings[number]
	return rab.Header{
		Nama: b.nama, SumberDana: "APBD", LokasiProject: b.place + ", Kabupaten Contoh", NamaClient: b.client, JabatanClient: "Kepala Dinas",
		NamaKontraktor: "CV Karya Contoh", NamaKonsultanPerencana: "Ratna Karya", InstansiKonsultanPerencana: "CV Rancang Contoh",
		NamaKonsultanPengawas: "Bagas Karya", InstansiKonsultanPengawas: "CV Awas Contoh",
		AnggaranOwner: decimal.FromInt(1_000_000_000), DurasiHari: 7 * portfolioWeeks, Kategori: "Gedung",
		Deskripsi: "Proyek contoh. Semua harga adalah harga contoh, bukan acuan untuk penawaran.",
	}
}

func portfolioDocuments(number int) rab.DocumentData {
	b := buildings[number]
	return rab.DocumentData{
		Kop:   "PEMERINTAH KABUPATEN CONTOH\n" + b.client + fmt.Sprintf("\nJalan Contoh Nomor %d, Contoh", number+11),
		Nomor: fmt.Sprintf("CONTOH/%03d/", number+11), Tempat: "Contoh", Kegiatan: b.nama, JamPerHari: "7",
		HargaTermasuk: "Harga contoh, belum termasuk PPN", NIPClient: fmt.Sprintf("NIP 00000000 000000 0 %03d", number+11),
		JabatanPerencana: "Tenaga ahli", JabatanPengawas: "Pengawas lapangan", JabatanPelaksana: "Direktur",
	}
}
