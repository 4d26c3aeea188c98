package web_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"takar/internal/demo"
	"takar/internal/serve"
)

// hostile stands before every text of a project that a person could have typed.
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>`

// poison puts hostile words before every text of several words, and tells how many there were.
func poison(value any) (poisoned any, count int) {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			if strings.Contains(key, "unit") {
				continue // too short for it
			}
			var n int
			value[key], n = poison(inner)
			count += n
		}
	case []any:
		for i, inner := range value {
			var n int
			value[i], n = poison(inner)
			count += n
		}
	case string:
		if strings.Contains(value, " ") && !strings.HasPrefix(value, "data:") {
			return hostile + " " + value, 1
		}
	}
	return value, count
}

// hostileProject is a copy of a project of the demo in which every name, description, label
// and note is hostile.
func (s *site) hostileProject(c *client, of string) string {
	s.t.Helper()
	var backup map[string]any
	must(s.t, json.Unmarshal([]byte(c.get("/detail_project/api/project/"+of+"/export/full-backup/json/").body), &backup))
	_, count := poison(backup)
	if count < 100 {
		s.t.Fatalf("only %d texts are hostile", count)
	}
	body, err := json.Marshal(backup)
	must(s.t, err)
	got := c.post("/detail_project/api/project/import/json/", string(body))
	var made struct {
		ID int64 `json:"project_id"`
	}
	must(s.t, json.Unmarshal([]byte(got.body), &made))
	if made.ID == 0 {
		s.t.Fatalf("%d %.1500s", got.status, got.body)
	}
	return strconv.FormatInt(made.ID, 10)
}

// Whatever people type stays text: on every page, in every answer to a script, and in the
// pictures of documents.
func TestHostileTextsStayTexts(t *testing.T) {
	s, pages := newDemo(t)
	c := s.asDemo()
	of := pages[0].project
	project := s.hostileProject(c, of)
	shown := 0
	for _, p := range pages {
		if p.route.Need != serve.Project && !strings.HasPrefix(p.path, "/dashboard/") {
			continue
		}
		path := strings.Replace(p.path, "/"+of+"/", "/"+project+"/", 1)
		got := c.get(path)
		if got.status != http.StatusOK && !strings.Contains(path, "?") {
			t.Errorf("%s: %d", path, got.status)
		}
		got.lacks(t, "<script>alert", "<img src=x")
		shown += strings.Count(got.body, "&lt;script&gt;alert")
	}
	if shown < 50 {
		t.Errorf("pages show only %d hostile texts: this test cannot find leaks", shown)
	}
	if got := c.get("/detail_project/api/project/" + project + "/rekap/"); !strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
		t.Errorf("what scripts read is taken for %s", got.header.Get("Content-Type"))
	}
	var documents struct {
		Documents []struct {
			Kind string `json:"kind"`
		} `json:"documents"`
	}
	files, v2 := 0, "/detail_project/api/v2/project/"+project+"/documents/"
	must(t, json.Unmarshal([]byte(c.get(v2).body), &documents))
	for _, document := range documents.Documents {
		got := c.get(v2 + "preview/?kind=" + document.Kind)
		if err := onlyDrawn(got.body); got.status != http.StatusOK || err != nil {
			t.Errorf("the picture of %s: %d %v", document.Kind, got.status, err)
		}
		file := c.get("/detail_project/api/project/" + project + "/export/" + document.Kind + "/csv/")
		if file.status == http.StatusOK {
			plainlyNamed(t, file)
			files++
		}
	}
	plainlyNamed(t, c.get("/detail_project/api/project/"+project+"/export/full-backup/json/"))
	if files < 5 {
		t.Errorf("only %d files were had", files)
	}
}

// plainlyNamed fails unless a file is saved under a name without places and quotes in it.
func plainlyNamed(t *testing.T, file *answer) {
	t.Helper()
	disposition, parameters, err := mime.ParseMediaType(file.header.Get("Content-Disposition"))
	if name := parameters["filename"]; err != nil || disposition != "attachment" || name == "" || strings.ContainsAny(name, "/\\\"<>|:\r\n\x00") {
		t.Errorf("saved as %q: %v", file.header.Get("Content-Disposition"), err)
	}
}

// onlyDrawn returns an error unless a text is a picture of shapes and texts alone.
func onlyDrawn(picture string) error {
	decoder := xml.NewDecoder(strings.NewReader(picture))
	for {
		token, err := decoder.Token()
		if err == io.EOF { //nolint:errorlint // the decoder returns this very value
			return nil
		}
		if err != nil {
			return err
		}
		element, begins := token.(xml.StartElement)
		if !begins {
			continue
		}
		if name := element.Name.Local; name == "script" || name == "foreignObject" || name == "img" || name == "a" {
			return fmt.Errorf("it holds <%s>", name)
		}
		for _, attribute := range element.Attr {
			if strings.HasPrefix(attribute.Name.Local, "on") {
				return fmt.Errorf("it holds %s", attribute.Name.Local)
			}
		}
	}
}

// The scripts of the pages, too, put texts on the page as texts.
func TestHostileTextsStayTextsInTheBrowser(t *testing.T) {
	s, pages := newDemo(t)
	project := s.hostileProject(s.asDemo(), pages[0].project)
	b := openTab(t, s.server.URL)
	b.logIn(demo.People[0].Email)
	grids := map[string]bool{"list-pekerjaan": true, "volume-pekerjaan": true, "harga-items": true, "jadwal-pekerjaan": true}
	drawn := 0
	for _, p := range pages {
		if p.route.Need != serve.Project || strings.Contains(p.path, "?") || !strings.HasPrefix(p.path, "/detail_project/") {
			continue
		}
		b.open(strings.Replace(p.path, "/"+p.project+"/", "/"+project+"/", 1))
		if grids[p.name] {
			b.until(`document.querySelector(".slick-row")`)
			drawn++
		}
		if ask[bool](b, `[...document.querySelectorAll("script")].some((script) => script.textContent.includes("alert")) || document.querySelector('img[src="x"], [onerror]') !== null`) {
			t.Errorf("%s turns a text into a part of the page", p.name)
		}
	}
	if drawn != len(grids) {
		t.Errorf("%d of %d grids were drawn", drawn, len(grids))
	}
}
