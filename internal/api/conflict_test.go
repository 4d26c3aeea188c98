package api_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"takar/internal/rab"
)

// stale is a save that depends on a version: what the client saw, and a change by somebody
// else in between.
type stale struct {
	name    string
	path    string // of the conflict
	address func(*filled) string
	// send is the save with the version that the client saw; without, when it is nil, it
	// overwrites.
	send func(s *site, f *filled, version any) any
	// version reads what the client sees.
	version func(s *site, f *filled) any
	change  func(s *site, f *filled)        // by the editor
	current string                          // key of the conflicting row that shows the editor's value
	value   string                          // the editor's value
	stored  func(s *site, f *filled) string // what the save is about
	ours    string                          // after an overwrite
}

func (s *site) read(f *filled, rest, path string) any {
	s.t.Helper()
	return s.as(owner).get(p(f.Project, rest)).want(200).at(path)
}

func (s *site) theirs(f *filled, rest string, body any) {
	s.t.Helper()
	s.as(editor).post(p(f.Project, rest), body).want(200)
}

// volumeOf reads a field of the volume of Custom, the third of the list.
func volumeOf(s *site, f *filled, field string) any {
	return s.read(f, "/volume-pekerjaan/list/", "items.2."+field)
}

func priceOf(s *site, f *filled, field string) any {
	for _, item := range s.read(f, "/harga-items/list/", "items").([]any) {
		if fmt.Sprint(item.(row)["id"]) == strconv.FormatInt(f.Conversion, 10) {
			return item.(row)[field]
		}
	}
	s.t.Fatal("the item is not in the price list")
	return nil
}

func detail(f *filled, rest string) string { return fmt.Sprintf("/detail-ahsp/%d/%s", f.Custom, rest) }

func plankRow(koefisien string) row {
	return row{"kategori": "BHN", "kode": "B.1", "uraian": "Papan", "satuan": "lembar", "koefisien": koefisien}
}

var staleSaves = []stale{
	{
		name: "volume", path: "items[0]", address: func(*filled) string { return "/volume-pekerjaan/save/" },
		send: func(_ *site, f *filled, version any) any {
			return items(row{"pekerjaan_id": f.Custom, "quantity": "11", "version": version})
		},
		version: func(s *site, f *filled) any { return volumeOf(s, f, "version") },
		change: func(s *site, f *filled) {
			s.theirs(f, "/volume-pekerjaan/save/", items(row{"id": f.Custom, "quantity": "22"}))
		},
		current: "quantity", value: "22", ours: "11.000", stored: func(s *site, f *filled) string { return fmt.Sprint(volumeOf(s, f, "quantity")) },
	},
	{
		name: "formula", path: "items[0]", address: func(*filled) string { return "/volume/formula/" },
		send: func(_ *site, f *filled, version any) any {
			return items(row{"pekerjaan_id": f.Custom, "raw": "=11", "version": version})
		},
		version: func(s *site, f *filled) any { return volumeOf(s, f, "version") },
		change: func(s *site, f *filled) {
			s.theirs(f, "/volume-pekerjaan/save/", items(row{"id": f.Custom, "formula": "=22"}))
		},
		current: "formula", value: "=22", ours: "11.000", stored: func(s *site, f *filled) string { return fmt.Sprint(volumeOf(s, f, "quantity")) },
	},
	{
		name: "price", path: "items[0]", address: func(*filled) string { return "/harga-items/save/" },
		send: func(_ *site, f *filled, version any) any {
			return items(row{"id": f.Conversion, "harga_satuan": "11", "version": version})
		},
		version: func(s *site, f *filled) any { return priceOf(s, f, "version") },
		change: func(s *site, f *filled) {
			s.theirs(f, "/harga-items/save/", items(row{"id": f.Conversion, "harga_satuan": "22"}))
		},
		current: "harga", value: "22", ours: "11.00", stored: func(s *site, f *filled) string { return fmt.Sprint(priceOf(s, f, "harga_satuan")) },
	},
	{
		name: "pricing", path: "version", address: func(*filled) string { return "/pricing/" },
		send:    func(_ *site, _ *filled, version any) any { return row{"ppn_percent": "11.5", "version": version} },
		version: func(s *site, f *filled) any { return s.read(f, "/pricing/", "version") },
		change:  func(s *site, f *filled) { s.theirs(f, "/pricing/", `{"ppn_percent":"12"}`) },
		current: "ppn_percent", value: "12", ours: "11.50", stored: func(s *site, f *filled) string { return fmt.Sprint(s.read(f, "/pricing/", "ppn_percent")) },
	},
	{
		name: "BUK with the prices", path: "version", address: func(*filled) string { return "/harga-items/save/" },
		send: func(_ *site, _ *filled, version any) any {
			return row{"markup_percent": "11", "pricing_version": version}
		},
		version: func(s *site, f *filled) any { return s.read(f, "/harga-items/list/", "meta.pricing_version") },
		change:  func(s *site, f *filled) { s.theirs(f, "/pricing/", `{"markup_percent":"22"}`) },
		current: "markup_percent", value: "22", ours: "11.00", stored: func(s *site, f *filled) string { return fmt.Sprint(s.read(f, "/pricing/", "markup_percent")) },
	},
	{
		name: "own BUK", path: "override_markup", address: func(f *filled) string { return fmt.Sprintf("/pekerjaan/%d/pricing/", f.Custom) },
		send: func(_ *site, _ *filled, version any) any { return row{"override_markup": "11", "version": version} },
		version: func(s *site, f *filled) any {
			return s.read(f, fmt.Sprintf("/pekerjaan/%d/pricing/", f.Custom), "version")
		},
		change: func(s *site, f *filled) {
			s.theirs(f, fmt.Sprintf("/pekerjaan/%d/pricing/", f.Custom), `{"override_markup":"22"}`)
		},
		current: "markup_override", value: "22", ours: "11.00",
		stored: func(s *site, f *filled) string {
			return fmt.Sprint(s.read(f, fmt.Sprintf("/pekerjaan/%d/pricing/", f.Custom), "override_markup"))
		},
	},
	{
		name: "analysis", path: "version", address: func(f *filled) string { return detail(f, "save/") },
		send: func(_ *site, _ *filled, version any) any {
			return row{"rows": []row{plankRow("11")}, "version": version}
		},
		version: func(s *site, f *filled) any { return s.read(f, detail(f, ""), "version") },
		change:  func(s *site, f *filled) { s.theirs(f, detail(f, "save/"), row{"rows": []row{plankRow("22")}}) },
		current: "rows.0.koefisien", value: "22", ours: "11.000000", stored: func(s *site, f *filled) string { return fmt.Sprint(s.read(f, detail(f, ""), "items.0.koefisien")) },
	},
	{
		name: "work list", path: "version", address: func(*filled) string { return "/list-pekerjaan/upsert/" },
		send: func(s *site, f *filled, version any) any {
			tree := s.read(f, "/list-pekerjaan/tree/", "klasifikasi").([]any)
			tree[0].(row)["name"] = "Nama kami"
			return row{"klasifikasi": tree, "version": version}
		},
		version: func(s *site, f *filled) any { return s.read(f, "/list-pekerjaan/tree/", "version") },
		change: func(s *site, f *filled) {
			tree := s.read(f, "/list-pekerjaan/tree/", "klasifikasi").([]any)
			tree[0].(row)["name"] = "Nama mereka"
			s.theirs(f, "/list-pekerjaan/upsert/", row{"klasifikasi": tree})
		},
		current: "version", value: "", ours: "Nama kami", stored: func(s *site, f *filled) string {
			return fmt.Sprint(s.read(f, "/list-pekerjaan/tree/", "klasifikasi.0.name"))
		},
	},
	{
		name: "identity of a pekerjaan", path: "klasifikasi[0].sub[1].pekerjaan[0]", address: func(*filled) string { return "/list-pekerjaan/upsert/" },
		send: func(s *site, f *filled, version any) any { return renamed(s, f, "Nama kami", version) },
		version: func(s *site, f *filled) any {
			return s.read(f, "/list-pekerjaan/tree/", "klasifikasi.0.sub.1.pekerjaan.0.version")
		},
		change:  func(s *site, f *filled) { s.theirs(f, "/list-pekerjaan/upsert/", renamed(s, f, "Nama mereka", nil)) },
		current: "uraian", value: "Nama mereka", ours: "Nama kami",
		stored: func(s *site, f *filled) string {
			return fmt.Sprint(s.read(f, "/list-pekerjaan/tree/", "klasifikasi.0.sub.1.pekerjaan.0.snapshot_uraian"))
		},
	},
}

// renamed is the work list with another name for Custom.
func renamed(s *site, f *filled, name string, version any) row {
	tree := s.read(f, "/list-pekerjaan/tree/", "klasifikasi").([]any)
	q := tree[0].(row)["sub"].([]any)[1].(row)["pekerjaan"].([]any)[0].(row)
	q["snapshot_uraian"], q["version"] = name, version
	return row{"klasifikasi": tree}
}

func TestAStaleSaveShowsWhatOthersDidAndStoresNothing(t *testing.T) {
	s := newSite(t)
	for _, test := range staleSaves {
		t.Run(test.name, func(t *testing.T) {
			f := s.fill()
			seen := test.version(s, f)
			test.change(s, f)
			before, address := s.stored(f.Project), p(f.Project, test.address(f))
			answered := s.as(owner).post(address, test.send(s, f, seen)).want(409)
			answered.wantText("conflict", "true")
			answered.wantText("code", "CONFLICT")
			answered.wantText("conflicts.0.path", test.path)
			answered.wantText("conflicts.0.who", editor)
			if test.value != "" {
				answered.wantText("conflicts.0.current."+test.current, test.value)
			}
			answered.wantText("conflicts.0.yours.version", fmt.Sprint(seen))
			if _, err := time.Parse("2006-01-02T15:04:05.000000-07:00", answered.text("server_updated_at")); err != nil {
				t.Errorf("server_updated_at: %v", err)
			}
			if s.stored(f.Project) != before {
				t.Error("something was stored")
			}
			s.as(owner).post(address, test.send(s, f, nil)).want(200)
			if got := test.stored(s, f); got != test.ours {
				t.Errorf("the overwrite left %s, want %s", got, test.ours)
			}
		})
	}
}

func TestWhatClientsReadAtATimeIsComparedWithTheRowItself(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	price := func(at string) *answer {
		return me.post(p(f.Project, "/harga-items/save/"), row{"items": []any{row{"id": f.Conversion, "harga_satuan": "33"}}, "client_updated_at": at})
	}
	analysis := func(at string) *answer {
		return me.post(p(f.Project, detail(f, "save/")), row{"rows": []row{plankRow("33")}, "client_updated_at": at})
	}
	markup := func(at string) *answer {
		return me.post(p(f.Project, "/harga-items/save/"), row{"markup_percent": "33", "client_updated_at": at})
	}
	priceAt, analysisAt := s.changedAt(f)
	for name, save := range map[string]struct {
		send func(string) *answer
		at   rab.Instant
	}{"price": {price, priceAt}, "analysis": {analysis, analysisAt}} {
		t.Run(name, func(t *testing.T) {
			before := s.stored(f.Project)
			earlier := (save.at - 1).Contract()
			save.send(earlier).want(409).wantText("server_updated_at", save.at.Contract())
			save.send(save.at.Time().Add(-time.Second).Format("2006-01-02T15:04:05.000000")).want(409) // without an offset it is UTC
			if s.stored(f.Project) != before {
				t.Error("a stale save stored something")
			}
			// Later changes of other rows do not matter (api §7 no. 18).
			s.theirs(f, "/volume-pekerjaan/save/", items(row{"id": f.Ref, "quantity": strconv.Itoa(int(save.at % 1000))}))
			save.send(save.at.Contract()).want(200)
		})
	}
	markup("2020-01-01T00:00:00Z").want(409).wantText("conflicts.0.path", "version")
	markup(time.Now().UTC().Format(time.RFC3339Nano)).want(200)
}

// changedAt tells when the price of Conversion and the analysis of Custom were changed.
func (s *site) changedAt(f *filled) (price, analysis rab.Instant) {
	view, err := s.View(s.t.Context(), s.visit(owner, f.Project))
	must(s.t, err)
	item, _ := view.PriceItems.Get(f.Conversion)
	row, _ := view.Analyses.Get(f.Custom)
	return item.ChangedAt, row.ChangedAt
}

func TestAConflictShowsNoMoneyToThoseWithoutTheRight(t *testing.T) {
	s := newStage(t)
	tree := s.read(s.filled, "/list-pekerjaan/tree/", "klasifikasi").([]any)
	q := tree[0].(row)["sub"].([]any)[0].(row)["pekerjaan"].([]any)[1].(row) // Modified, with a BUK of its own
	q["snapshot_uraian"], q["version"] = "Nama lain", 999
	answered := s.as(blindEditor).post(p(s.Project, "/list-pekerjaan/upsert/"), row{"klasifikasi": tree}).want(409)
	answered.wantText("conflicts.0.yours.uraian", "Nama lain")
	answered.wantText("conflicts.0.current.markup_override", "<nil>")
	answered.wantText("conflicts.0.yours.markup_override", "<nil>")
	s.as(owner).post(p(s.Project, "/list-pekerjaan/upsert/"), row{"klasifikasi": tree}).want(409).wantText("conflicts.0.current.markup_override", "12.34")
}
