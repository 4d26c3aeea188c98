package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// needsPage is the name of Rekap Kebutuhan in the workspace.
const needsPage = "rekap-kebutuhan"

// needs answers with Rekap Kebutuhan: of the whole, or by period.
func (s *Site) needs(r *serve.Request) error {
	sent := r.HTTP.URL.Query()
	if sent.Get("tampilan") != "periode" {
		return s.readPage(r, needsPage, "kebutuhan", "Rekap Kebutuhan")
	}
	asked := readPeriodQuery(sent)
	return r.KeptPage("page kebutuhan-periode "+s.build+" "+asked.key(), func(view *app.View) ([]byte, error) {
		bar := s.workspaceBar(view, needsPage)
		body := newPeriodBody(view, asked)
		return s.execute("kebutuhan-periode", &page{
			Title: "Kebutuhan per periode – " + bar.Name, Island: island("kebutuhan-periode", body.Work), Project: bar, Body: body,
		})
	})
}

// periodQuery is what the page by period was asked for. What cannot be read is left out and
// named.
type periodQuery struct {
	Months   bool
	From, To string // codes of periods; "" = the first ones
	Kategori string
	Part     int64 // a klasifikasi, 0 for all
	Search   string
	Buy      bool // columns of what is bought
	Ignored  []string
}

// firstPeriods is how many periods are shown before anything is chosen.
const firstPeriods = 4

// periodUnits are the periods that the page offers.
var periodUnits = []choice{{"minggu", "Minggu"}, {"bulan", "Bulan"}}

func kategoriChoices() []choice {
	list := []choice{{"", "Semua kategori"}}
	for _, kategori := range ahsp.Categories {
		list = append(list, choice{string(kategori), kategori.Label()})
	}
	return list
}

func readPeriodQuery(sent url.Values) *periodQuery {
	q := &periodQuery{Months: sent.Get("satuan") == periodUnits[1].Value, Buy: sent.Get("beli") != "", Search: strings.TrimSpace(sent.Get("cari"))}
	if len(q.Search) > maxSearch {
		q.Search = ""
		q.Ignored = append(q.Ignored, "pencarian terlalu panjang")
	}
	period := func(name string) string {
		code := sent.Get(name)
		if code == "" {
			return ""
		}
		if _, err := schedule.ParsePeriod(q.unit(), code); err != nil {
			q.Ignored = append(q.Ignored, err.Error())
			return ""
		}
		return code
	}
	q.From, q.To = period("dari"), period("sampai")
	if text := sent.Get("kategori"); text != "" {
		kategori, err := ahsp.ParseKategori(text)
		if err != nil {
			q.Ignored = append(q.Ignored, err.Error())
		}
		q.Kategori = string(kategori)
	}
	if text := sent.Get("klasifikasi"); text != "" {
		part, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			q.Ignored = append(q.Ignored, strconv.Quote(text)+" bukan klasifikasi")
		}
		q.Part = part
	}
	return q
}

func (q *periodQuery) unit() schedule.PeriodUnit {
	if q.Months {
		return schedule.CalendarMonths
	}
	return schedule.WeeksOfProject
}

// key tells queries apart.
func (q *periodQuery) key() string {
	parts := []string{strconv.FormatBool(q.Months), q.From, q.To, q.Kategori, strconv.FormatInt(q.Part, 10), strconv.FormatBool(q.Buy), q.Search}
	return strings.Join(append(parts, q.Ignored...), "\x00")
}

func (q *periodQuery) filter() rab.NeedsFilter {
	filter := rab.NeedsFilter{Search: q.Search}
	if q.Kategori != "" {
		filter.Kategori = []ahsp.Kategori{ahsp.Kategori(q.Kategori)}
	}
	if q.Part != 0 {
		filter.Klasifikasi = []int64{q.Part}
	}
	return filter
}

// choose returns the chosen range of a project's periods: from and to in their order, and the
// first ones where nothing or nothing of the project was chosen.
func (q *periodQuery) choose(periods []schedule.Period) (first, last int) {
	at := func(code string, otherwise int) int {
		if i := slices.IndexFunc(periods, func(p schedule.Period) bool { return p.Code == code }); i >= 0 {
			return i
		}
		return otherwise
	}
	first = at(q.From, 0)
	last = at(q.To, min(first+firstPeriods, len(periods))-1)
	return min(first, last), max(first, last)
}

// periodBody is what the page by period shows, with all figures printed.
type periodBody struct {
	*periodQuery

	Header    *rab.Header
	Rights    app.Rights
	Work      int // pekerjaan
	Units     []choice
	Unit      string
	Options   []choice // the periods of the project
	First     string   // chosen
	Last      string
	Kategori  []choice
	Chosen    string // kategori
	Parts     []choice
	Part      string
	Filtered  bool
	Planned   bool     // anything of what the filters leave
	Notes     []string // what was left out of the query
	Groups    []needGroup
	Foot      []footLine
	Periods   []periodLine
	Unplanned int // pekerjaan without any plan
	Partly    int
	Over      int
	NoVolume  int
	Unpriced  int
}

// needGroup are the needs of one kind with their sum.
type needGroup struct {
	Title, Note string
	Rows        []needLine
	Sum         string
}

// needLine is an item; figures that cannot be known are "".
type needLine struct {
	Number                       int
	Kategori, Uraian, Kode, Unit string
	Quantity, Price, Cost        string
	Buy                          *buyLine // nil when the item has no market unit
}

// buyLine tells how an item is bought. Whole is its quantity rounded up to whole units.
type buyLine struct{ Unit, Factor, Quantity, Whole, Price string }

// periodLine is what one period costs.
type periodLine struct {
	Label, Short string
	Items        int
	Cost, Value  string // printed, and as it is
}

func newPeriodBody(view *app.View, q *periodQuery) *periodBody {
	b := &periodBody{
		periodQuery: q, Header: view.Header(), Rights: view.Visit.Rights, Work: len(view.WorkList()), Units: periodUnits, Unit: periodUnits[0].Value,
		Kategori: kategoriChoices(), Chosen: q.Kategori, Parts: []choice{{"", "Semua klasifikasi"}}, Filtered: q.filter().Active(), Notes: slices.Clone(q.Ignored),
	}
	if q.Months {
		b.Unit = periodUnits[1].Value
	}
	for _, heading := range view.Klasifikasi() {
		b.Parts = append(b.Parts, choice{strconv.FormatInt(heading.ID, 10), heading.Name})
	}
	if q.Part != 0 {
		b.Part = strconv.FormatInt(q.Part, 10)
	}
	b.fill(view)
	return b
}

// fill computes what the chosen periods need.
func (b *periodBody) fill(view *app.View) {
	query := schedule.NeedsQuery{Filter: b.filter(), Unit: b.unit()}
	if periods := schedule.PeriodsOf(view.Project, b.unit()); len(periods) > 0 {
		for _, period := range periods {
			b.Options = append(b.Options, choice{period.Code, period.Label})
		}
		for _, code := range []string{b.From, b.To} {
			if code != "" && !slices.ContainsFunc(periods, func(p schedule.Period) bool { return p.Code == code }) {
				b.Notes = append(b.Notes, "proyek ini tidak punya periode "+code)
			}
		}
		first, last := b.choose(periods)
		b.First, b.Last = periods[first].Code, periods[last].Code
		query.Scope = schedule.RangeOf(b.unit(), b.First, b.Last)
	}
	n := schedule.NeedsOf(view.Project, query)
	b.Planned, b.Unplanned, b.Partly, b.Over, b.NoVolume, b.Unpriced = n.IsPlanned(), len(n.Unplanned), n.Partly, n.Over, len(n.NoVolume), n.Unpriced
	inScope, unscheduled, other := n.InScope(), n.Unscheduled(), n.Elsewhere()
	printed := &decimal.Running{} // over the whole table, so that it adds up as it is seen
	b.Groups = append(b.Groups,
		b.group(view, "Terjadwal", "di periode yang dipilih", inScope, printed), b.group(view, "Belum terjadwal", "belum masuk minggu mana pun", unscheduled, printed))
	if b.Rights.Prices {
		b.Foot = []footLine{
			{Label: "Terjadwal di periode lain", Amount: printed.Next(other.Total).Indonesian(0, 0)},
			{Label: "Seluruh kebutuhan" + b.narrowed(), Amount: rupiah(n.Total), Strong: true},
		}
	}
	costs := &decimal.Running{}
	for i, period := range n.Periods {
		part := n.InPeriod(i)
		b.Periods = append(b.Periods, periodLine{
			Label: period.Label, Short: shortPeriod(period), Items: len(part.Rows), Cost: rupiah(costs.Next(part.Total)), Value: part.Total.Fixed(2),
		})
	}
}

func (b *periodBody) narrowed() string {
	if b.Filtered {
		return " menurut saringan"
	}
	return ""
}

// shortPeriod names a period where there is little room.
func shortPeriod(period schedule.Period) string {
	if period.Number > 0 {
		return "M" + strconv.Itoa(period.Number)
	}
	month, year, _ := strings.Cut(period.Label, " ")
	return month[:3] + " " + year
}

func (b *periodBody) group(view *app.View, title, note string, part *rab.PartNeeds, printed *decimal.Running) needGroup {
	group := needGroup{Title: title, Note: note}
	sum := decimal.Zero
	for i, need := range part.Rows {
		line := needLine{
			Number: i + 1, Kategori: string(need.Kategori), Uraian: need.Uraian, Kode: need.Kode, Unit: need.Satuan, Quantity: need.Quantity.Indonesian(0, 6),
		}
		if cost := printed.Next(need.Cost); b.Rights.Prices && need.Harga.Valid {
			line.Price, line.Cost = hargaSatuan(need.Harga.Decimal), rupiah(cost)
			sum = sum.Add(cost)
		}
		if b.Buy {
			line.Buy = b.buying(view, need)
		}
		group.Rows = append(group.Rows, line)
	}
	if b.Rights.Prices {
		group.Sum = rupiah(sum)
	}
	return group
}

func (b *periodBody) buying(view *app.View, need *rab.Need) *buyLine {
	purchase, ok := view.PurchaseOf(need)
	if !ok {
		return nil
	}
	line := &buyLine{
		Unit: purchase.Conversion.MarketUnit, Factor: purchase.Conversion.FactorToBase.Indonesian(0, 6) + " " + need.Satuan,
		Quantity: purchase.Quantity.Indonesian(0, 3), Whole: purchase.Whole.Indonesian(0, 0),
	}
	if b.Rights.Prices {
		line.Price = hargaSatuan(purchase.Conversion.MarketPrice)
	}
	return line
}
