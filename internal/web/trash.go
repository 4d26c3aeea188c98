package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// trashPage is the name of Sampah in the workspace.
const trashPage = "sampah"

const (
	// soonGone is how many days before its end a deletion is marked.
	soonGone = 3
	// fewGroups of a deletion are listed at once, most on demand.
	fewGroups, mostGroups = 10, 1000
)

// trashBody is what Sampah shows: what was deleted and can be put back, newest first.
type trashBody struct {
	Header    *rab.Header
	Days      int
	Writable  bool // the visitor may put things back
	Deletions []trashDeletion
	More      bool // there are older ones
}

// trashDeletion is what one command deleted.
type trashDeletion struct {
	Operation       int64
	Time, Who, Left string
	Soon            bool   // it is about to be gone for good
	All             string // what is in it, counted by kind
	Groups          []trashGroup
	More            int  // groups that are not listed
	Writable        bool // the visitor may put all of it back
	Fold, Open      bool
}

// trashGroup is one thing that is put back as a whole. Place is where it is then found.
type trashGroup struct {
	Key, Kind, Kode, Name string
	Of                    string // what it is a part of
	Holds                 string
	Place, PlaceName      string
	Writable              bool // the visitor may put it back
}

// trashKinds are the names of what can be put back, with the page where it is found.
var trashKinds = []struct{ kind, name, page, pageName string }{
	{rab.TrashKlasifikasi, "Klasifikasi", rab.PageList, "List Pekerjaan"},
	{rab.TrashSub, "Sub-klasifikasi", rab.PageList, "List Pekerjaan"},
	{rab.TrashPekerjaan, "Pekerjaan", rab.PageList, "List Pekerjaan"},
	{rab.TrashComponent, "Baris analisa", rab.PageAnalysis, "Template AHSP"},
	{rab.TrashPriceItem, "Item harga", rab.PagePrices, "Harga Items"},
	{rab.TrashConversion, "Satuan beli", rab.PagePrices, "Harga Items"},
	{rab.TrashParameter, "Parameter", rab.PageVolume, "Volume Pekerjaan"},
	{rab.TrashTahapan, "Tahapan", schedulePage, "Jadwal Pekerjaan"},
}

// trash answers with Sampah. It is kept as bytes until the project or the day changes (rulings
// D24): every deletion is a revision, and each day leaves one day less. With a deletion listed
// in full it is made for who asked.
func (s *Site) trash(r *serve.Request) error {
	if r.HTTP.URL.RawQuery == "" {
		return r.KeptPage("page "+trashPage+" "+s.build+" "+string(r.App.Today()), func(view *app.View) ([]byte, error) {
			return s.trashPage(r, view, 0)
		})
	}
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	open, _ := strconv.ParseInt(r.HTTP.URL.Query().Get("buka"), 10, 64) // what is no deletion opens none
	body, err := s.trashPage(r, view, open)
	if err != nil {
		return err
	}
	return r.SendPage(http.StatusOK, body)
}

func (s *Site) trashPage(r *serve.Request, view *app.View, open int64) ([]byte, error) {
	trash, err := r.App.Trash(r.HTTP.Context(), r.Visit)
	if err != nil {
		return nil, err
	}
	bar := s.workspaceBar(view, trashPage)
	return s.execute("trash", &page{
		Title: "Sampah – " + bar.Name, Island: "trash.js", Project: bar, Body: newTrash(r.App, view, trash, open),
	})
}

// newTrash describes deletions, the one of the operation open in full.
func newTrash(a *app.App, view *app.View, trash *app.Trash, open int64) *trashBody {
	header := view.Header()
	b := &trashBody{Header: header, Days: app.TrashDays, Writable: view.Visit.Rights.Write && header.IsActive, More: trash.More}
	for _, deletion := range trash.Deletions {
		o, groups := deletion.Operation, deletion.Groups
		priced := slices.ContainsFunc(groups, func(g rab.DeletedGroup) bool { return g.Priced() })
		d := trashDeletion{
			Operation: o.ID, Time: waktu(o.CreatedAt, a.Zone()), Who: trash.Names[o.AccountID], All: trashCount(groups),
			Writable: b.Writable && (view.Visit.Rights.Prices || !priced), Fold: len(groups) > fewGroups, Open: o.ID == open,
		}
		d.Left, d.Soon = trashLeft(a, o.CreatedAt)
		most := fewGroups
		if d.Open {
			most = mostGroups
		}
		shown := groups[:min(most, len(groups))]
		d.More = len(groups) - len(shown)
		for _, g := range shown {
			line := newTrashGroup(view, g)
			line.Writable = b.Writable && (view.Visit.Rights.Prices || !g.Priced())
			d.Groups = append(d.Groups, line)
		}
		b.Deletions = append(b.Deletions, d)
	}
	return b
}

// trashLeft tells how long something deleted at a moment can still be put back, and whether
// that is soon over.
func trashLeft(a *app.App, deleted rab.Instant) (text string, soon bool) {
	end := deleted.Time().AddDate(0, 0, app.TrashDays).In(a.Zone())
	days := a.Today().DaysTo(rab.DateOf(end)) - 1
	if days <= 0 {
		return "sampai hari ini pukul " + end.Format("15.04"), true
	}
	return "masih " + bilang(days) + " hari", days <= soonGone
}

// trashCount counts groups by their kinds.
func trashCount(groups []rab.DeletedGroup) string {
	count := map[string]int{}
	for _, g := range groups {
		count[g.Kind]++
	}
	var parts []string
	for _, k := range trashKinds {
		if n := count[k.kind]; n > 0 {
			parts = append(parts, bilang(n)+" "+strings.ToLower(k.name))
		}
	}
	return strings.Join(parts, ", ")
}

func newTrashGroup(view *app.View, g rab.DeletedGroup) trashGroup {
	line := trashGroup{Key: g.Key, Kode: g.Kode, Name: g.Name, Holds: trashHolds(g)}
	row := fmt.Sprintf("#p%d", g.ID)
	switch g.Kind {
	case rab.TrashKlasifikasi, rab.TrashSub:
		row = fmt.Sprintf("#h%d", g.ID)
	case rab.TrashComponent:
		row = fmt.Sprintf("#p%d", g.PekerjaanID)
		if of, ok := view.Pekerjaan.Get(g.PekerjaanID); ok {
			line.Of = "dari pekerjaan " + of.Name()
		} else {
			line.Of = "dari pekerjaan yang juga sudah dihapus"
		}
	case rab.TrashConversion:
		row = fmt.Sprintf("#p%d", g.PriceItemID)
		if of, ok := view.PriceItems.Get(g.PriceItemID); ok {
			line.Of = "untuk item " + of.Kode + " " + of.Uraian
		} else {
			line.Of = "untuk item harga yang juga sudah dihapus"
		}
	case rab.TrashParameter:
		row = ""
	case rab.TrashTahapan:
		row = "?tab=tahapan"
	}
	for _, k := range trashKinds {
		if k.kind == g.Kind {
			line.Kind, line.Place, line.PlaceName = k.name, "../"+k.page+"/"+row, k.pageName
		}
	}
	return line
}

// trashHolds tells what comes back with a group.
func trashHolds(g rab.DeletedGroup) string {
	headings, pekerjaan, components := g.Headings, g.Pekerjaan, g.Components
	switch g.Kind { // the thing itself is no part of it
	case rab.TrashKlasifikasi, rab.TrashSub:
		headings--
	case rab.TrashPekerjaan:
		pekerjaan--
	case rab.TrashComponent:
		components--
	}
	var parts []string
	for _, part := range []struct {
		count int
		name  string
	}{{headings, "sub-klasifikasi"}, {pekerjaan, "pekerjaan"}, {components, "baris analisa"}, {g.Volumes, "volume"}} {
		if part.count > 0 {
			parts = append(parts, bilang(part.count)+" "+part.name)
		}
	}
	return strings.Join(parts, ", ")
}
