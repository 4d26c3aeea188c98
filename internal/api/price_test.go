package api_test

import (
	"net/http"
	"reflect"
	"testing"
)

func TestPricesTellHowManyPekerjaanUseThem(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	prices := s.as(owner).get(p(f.Project, "/harga-items/list/")).want(http.StatusOK)
	prices.wantText(prices.find("items", "id", f.Orphan)+"used_by", "0")
	if used := prices.text(prices.find("items", "id", f.Conversion) + "used_by"); used == "0" || used == "" {
		t.Errorf("an item in use is used by %q pekerjaan", used)
	}
}

func TestThePriceOfAnItemTellsWhoAndWhen(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	s.as(editor).post(p(f.Project, "/harga-items/save/"), items(row{"id": f.Conversion, "harga_satuan": "77000", "price_source": "Toko A", "price_date": "2026-01-05"})).want(http.StatusOK)
	path := p(f.Project, "/harga-items/"+f.text(f.Conversion)+"/origin/")
	origin := s.as(owner).get(path).want(http.StatusOK)
	origin.wantText("changed_by", editor)
	origin.wantText("price_source", "Toko A")
	origin.wantText("price_date", "2026-01-05")
	if hidden := s.as(blind).get(path).want(http.StatusOK); hidden.text("price_source") != "" {
		t.Error("the source of a price is shown to somebody who may not see prices")
	}
}

func TestAChangeByPercentIsShownBeforeItIsMade(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	me.post(p(f.Project, "/harga-items/save/"), items(row{"id": f.Conversion, "harga_satuan": "1000.10"})).want(http.StatusOK)
	before := s.read(f, "/harga-items/list/", "items")
	body := row{"percent_text": "2,5", "ids": []int64{f.Conversion}, "dry_run": true}
	preview := me.post(p(f.Project, "/harga-items/percent/"), body).want(http.StatusOK)
	preview.wantText("updated", "1")
	preview.wantText("items.0.before", "1000.10")
	preview.wantText("items.0.after", "1025.10")
	if now := s.read(f, "/harga-items/list/", "items"); !reflect.DeepEqual(now, before) {
		t.Errorf("stored: %v, want %v", now, before)
	}
	// What is wrong with a trial is an answer, so that it may be asked while somebody types.
	for _, percent := range []string{"-", "1001", ""} {
		wrong := me.post(p(f.Project, "/harga-items/percent/"), row{"percent_text": percent, "dry_run": true}).want(http.StatusOK)
		if message := wrong.text("errors.0.message"); message == "" {
			t.Errorf("a trial of %q is not told what is wrong", percent)
		}
	}
	delete(body, "dry_run")
	me.post(p(f.Project, "/harga-items/percent/"), body).want(http.StatusOK).wantText("items.0.harga_satuan", "1025.10")
	for _, who := range []string{reader, blind} {
		s.as(who).post(p(f.Project, "/harga-items/percent/"), row{"percent": "1", "dry_run": true}).want(http.StatusForbidden)
	}
}

func TestABuyingUnitIsTriedAndThenGivesThePrice(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	path := p(f.Project, "/conversion-profile/save/")
	before := s.read(f, "/conversion-profiles/", "profiles")
	body := row{"harga_item_id": f.Conversion, "market_unit": "batang", "market_price_text": "Rp 240.000", "factor_to_base_text": "7", "apply": true, "dry_run": true}
	preview := me.post(path, body).want(http.StatusOK)
	preview.wantText("price", "34285.71")
	preview.wantText("profile.market_unit", "batang")
	if now := s.read(f, "/conversion-profiles/", "profiles"); !reflect.DeepEqual(now, before) {
		t.Errorf("stored: %v, want %v", now, before)
	}

	delete(body, "dry_run")
	prices := me.get(p(f.Project, "/harga-items/list/")).want(http.StatusOK)
	body["price_version"] = prices.at(prices.find("items", "id", f.Conversion) + "version")
	saved := me.post(path, body).want(http.StatusOK)
	saved.wantText("item.harga_satuan", "34285.71")
	saved.wantText("profile.agrees", "true")
	me.post(path, row{"harga_item_id": f.Conversion, "market_unit": "zak", "market_price": "1000", "factor_to_base": "4", "apply": true, "price_version": body["price_version"]}).
		want(http.StatusConflict).wantText("conflicts.0.path", "price_version")
	me.post(p(f.Project, "/undo/"), row{}).want(http.StatusOK) // both in one step
	if profiles, _ := s.read(f, "/conversion-profiles/", "profiles").(map[string]any); profiles["B.1"].(map[string]any)["market_unit"] != "ikat" {
		t.Errorf("undo left %v", profiles)
	}
	if s.read(f, "/harga-items/list/", prices.find("items", "id", f.Conversion)+"harga_satuan") == "34285.71" {
		t.Error("undo left the price that followed")
	}
	me.post(path, row{"harga_item_id": f.Conversion, "market_unit": "dus", "market_price_text": "dua", "dry_run": true}).want(http.StatusOK).wantText("errors.0.path", "market_price_text")
	without := me.post(path, row{"harga_item_id": f.Conversion, "market_unit": "dus", "dry_run": true}).want(http.StatusOK)
	if without.at("price") != nil {
		t.Errorf("without a market price the price is %v", without.at("price"))
	}
}
