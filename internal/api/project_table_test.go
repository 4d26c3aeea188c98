package api_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"takar/internal/app"
)

const (
	tableAddress  = "/detail_project/api/projects/table/"
	createAddress = "/dashboard/bulk/create/"
)

func projectsBody(rows ...row) row { return row{"projects": rows} }

func init() {
	samples["POST "+createAddress] = sample{status: 201, body: func(*stage) any { return projectsBody(newProject()) }}
	fields := map[string]kind{}
	for name, wrong := range forms["POST /detail_project/api/projects/"].fields {
		fields["projects.0."+name] = wrong
	}
	forms["POST "+createAddress] = form{
		body:   func(*workshop) row { return projectsBody(newProject(), newProject()) },
		fields: fields, lists: []string{"projects"}, needed: []string{"projects"},
		wrong: []wrongBody{
			{name: "no projects", path: "projects", body: is(`{"projects":[]}`)},
			{name: "a bad row among good ones", path: "projects[1].nama_client", body: func(*workshop) any {
				bad := newProject()
				bad["nama_client"] = " "
				return projectsBody(newProject(), bad)
			}},
			{name: "no first day", path: "projects[0].tanggal_mulai", body: func(*workshop) any {
				bad := newProject()
				delete(bad, "tanggal_mulai")
				return projectsBody(bad)
			}},
			{name: "201 projects", path: "projects", body: func(*workshop) any {
				rows := make([]row, app.EditProjectsMost+1)
				for i := range rows {
					rows[i] = newProject()
				}
				return projectsBody(rows...)
			}},
		},
	}
}

func TestSeveralProjectsAreMadeAllOrNone(t *testing.T) {
	s := newSite(t)
	me := s.as(owner)
	bad := newProject()
	bad["nama"], bad["kategori"], bad["anggaran_owner"], bad["tanggal_selesai"] = "x", "?", "", "2020-01-01"
	refused := me.post(createAddress, projectsBody(newProject(), bad)).want(400)
	for i, path := range []string{"projects[1].anggaran_owner", "projects[1].nama", "projects[1].kategori", "projects[1].tanggal_selesai"} {
		refused.wantText(fmt.Sprintf("errors.%d.path", i), path)
	}
	me.get("/detail_project/api/projects/").want(200).wantText("total", "0")
	second := newProject()
	second["nama"], second["durasi_hari"] = "Kedua", "10"
	delete(second, "tanggal_selesai")
	made := me.post(createAddress, projectsBody(newProject(), second)).want(201)
	made.wantText("created_count", "2")
	made.wantText("projects.1.nama", "Kedua")
	made.wantText("projects.1.durasi_hari", "10")
}

func TestTheTableHasWhatAChangeOfItNeeds(t *testing.T) {
	s := newSite(t)
	first, second := s.project("Gudang"), s.project("Pasar")
	must(t, s.Share(t.Context(), s.visit(owner, first), reader, app.Reader, false))
	must(t, s.Share(t.Context(), s.visit(owner, second), reader, app.Editor, true))
	me := s.as(owner)
	me.post("/dashboard/bulk/archive/", row{"project_ids": []int64{second}}).want(200)

	table := me.get(tableAddress).want(200)
	if n := len(table.list("projects")); n != 1 {
		t.Fatalf("%d projects, the archived one is not asked for", n)
	}
	table.wantText("projects.0.nama", "Gudang")
	table.wantText("projects.0.write", "true")
	change := row{"id": first, "version": table.at("projects.0.version"), "kategori": "Gedung"}
	me.post(massEditAddress, changes(change)).want(200)
	change["kategori"] = "Kantor"
	me.post(massEditAddress, changes(change)).want(409)
	me.get(tableAddress+"?search=gedung&is_active=").want(200).wantText("projects.0.kategori", "Gedung")

	both := fmt.Sprintf("?ids=%d,%d", first, second)
	seen := map[string]string{}
	for _, one := range s.as(reader).get(tableAddress + both).want(200).list("projects") {
		data := one.(map[string]any)
		seen[data["nama"].(string)] = fmt.Sprint(data["write"], data["prices"], data["anggaran_owner"] == nil)
	}
	if seen["Gudang"] != "false false true" || seen["Pasar"] != "false true false" { // archived: nobody changes it
		t.Errorf("a reader sees %v", seen)
	}
	s.as(stranger).get(tableAddress + both).want(404)
	me.get(tableAddress + "?ids=" + strconv.FormatInt(first, 10) + ",987654321").want(404)
	for _, query := range []string{"ids=a", "status_timeline=kelak", "anggaran_min=lima", "is_active=mungkin", "search=" + strings.Repeat("x", 201)} {
		me.get(tableAddress + "?" + query).want(400)
	}
}
