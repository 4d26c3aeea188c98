package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"takar/internal/api"
)

// loadScriptWrites are the writes of the load script that belong to this step, with its
// payloads and the codes that it takes for success (api §5.5, §5.7).
var loadScriptWrites = []struct {
	address, body string
	accepted      []int
	want          int  // what we answer
	changes       bool // the project has another revision then
}{
	{
		address: "/parameters/sync/", accepted: []int{200, 204, 403}, want: 200, changes: true,
		body: `{"parameters":{"test_param_1":{"value":10,"label":"Test Parameter 1"},"test_param_2":{"value":20,"label":"Test Parameter 2"}},"mode":"merge"}`,
	},
	{address: "/parameters/sync/", accepted: []int{200, 400}, want: 200, body: `{"params":[{"name":"test_param_7","value":"10.5"}]}`},
	{address: "/orphaned-items/cleanup/", accepted: []int{200, 400, 403, 404}, want: 400, body: `{}`},
	{
		address: "/list-pekerjaan/save/", accepted: []int{200, 201, 400, 409}, want: 200,
		body: `{"items":[{"id":null,"uraian":"Load test 3","ordering_index":3,"satuan":"ls","volume":12.5}]}`,
	},
	{address: "/volume-pekerjaan/save/", accepted: []int{200, 400, 404}, want: 400, body: `{"items":[{"pekerjaan_id":7,"kuantitas":12.5}]}`},
	{
		address: "/harga-items/save/", accepted: []int{200, 201, 400, 404}, want: 400,
		body: `{"items":[{"kode":"TK-0001","harga":150000},{"kode":"B-0001","harga":75000}]}`,
	},
	{
		address: "/templates/create/", accepted: []int{200, 201, 400}, want: 200,
		body: `{"name":"LoadTest_Template_1","description":"Load test","category":"gedung"}`,
	},
	{address: "/tahapan/5/assign/", accepted: []int{200, 201, 403, 404}, want: 404, body: `{"pekerjaan_ids":[7]}`},
	{address: "/tahapan/5/unassign/", accepted: []int{200, 201, 403, 404}, want: 404, body: `{"pekerjaan_ids":[7]}`},
	{address: "/tahapan/reorder/", accepted: []int{200, 201, 400, 403}, want: 200, body: `{"tahapan_order":[1,2,3]}`},
	{
		address: "/tahapan/", accepted: []int{200, 201, 400, 404}, want: 201, changes: true,
		body: `{"nama":"Tahap LoadTest 7","tanggal_mulai":"2026-01-01","tanggal_selesai":"2026-02-01","keterangan":"Load test"}`,
	},
	{address: api.V2 + "/assign-weekly/", accepted: []int{200, 201, 400, 403, 404}, want: 200, body: `{"pekerjaan_id":7,"week_number":3,"planned_proportion":10.0}`},
	{
		address: api.V2 + "/assign-weekly/", accepted: []int{200, 201, 400, 404}, want: 200,
		body: `{"pekerjaan_id":7,"week_number":3,"year":2026,"bobot_rencana":12.5,"bobot_realisasi":10.25}`,
	},
	{address: api.V2 + "/regenerate-tahapan/", accepted: []int{200, 403, 500, 504}, want: 200, body: `{}`},
	{address: api.V2 + "/reset-progress/", accepted: []int{200, 403}, want: 200, changes: true, body: `{}`},
	{address: "/volume/formula/", accepted: []int{200, 400, 404}, want: 400, body: `{"items":[{"pekerjaan_id":1,"raw":"=10*5","is_fx":true}]}`},
}

func TestTheWritesOfTheLoadScriptAreAnsweredAsItExpects(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	for _, call := range loadScriptWrites {
		t.Run(call.address+" "+call.body, func(t *testing.T) {
			before := s.stored(f.Project)
			// The script sends JSON, but asks for anything in return.
			address := p(f.Project, call.address)
			if second, ok := strings.CutPrefix(call.address, api.V2); ok {
				address = v2(f.Project, second)
			}
			answered := s.as(owner).write(http.MethodPost, address, call.body, "Accept", "*/*")
			if answered.Status != call.want || !slices.Contains(call.accepted, answered.Status) {
				t.Errorf("%d, want %d: %.300s", answered.Status, call.want, answered.Body)
			}
			if changed := s.stored(f.Project) != before; changed != call.changes {
				t.Errorf("the project changed: %v, want %v", changed, call.changes)
			}
		})
	}
}
