package web

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// bundle is what "make web" leaves behind, in small.
func bundle(leaveOut string) fstest.MapFS {
	files := fstest.MapFS{"static/README.txt": {Data: []byte("note")}}
	manifest := "{"
	for _, name := range assetNames {
		if name == leaveOut {
			continue
		}
		at := strings.LastIndexByte(name, '.')
		file := name[:at] + "-ABCDEFGH" + name[at:]
		files["static/"+file] = &fstest.MapFile{Data: []byte(strings.Repeat("/* "+name+" */\n", 100))}
		manifest += `"` + name + `":"` + file + `",`
	}
	files["static/manifest.json"] = &fstest.MapFile{Data: []byte(strings.TrimSuffix(manifest, ",") + "}")}
	return files
}

func TestEveryTemplateIsParsedAtStart(t *testing.T) {
	if _, err := newSite(Options{}, templateFiles, bundle("")); err != nil {
		t.Fatal(err)
	}
	for _, name := range pageNames {
		files := fstest.MapFS{}
		for _, other := range append(slices.Clone(sharedNames), pageNames...) {
			text, err := templateFiles.ReadFile("templates/" + other + ".html")
			if err != nil {
				t.Fatal(err)
			}
			files["templates/"+other+".html"] = &fstest.MapFile{Data: text}
		}
		delete(files, "templates/"+name+".html")
		if _, err := newSite(Options{}, files, bundle("")); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: error %v, want one that names it", name, err)
		}
		files["templates/"+name+".html"] = &fstest.MapFile{Data: []byte(`{{define "content"}}{{if}}`)}
		if _, err := newSite(Options{}, files, bundle("")); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("with a broken %s: error %v, want one that names it", name, err)
		}
	}
}

func TestBundleHasEverythingThatPagesName(t *testing.T) {
	for _, name := range assetNames {
		if _, err := newSite(Options{}, templateFiles, bundle(name)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: error %v, want one that names it", name, err)
		}
	}
}

func TestBuildChangesWithTheBundle(t *testing.T) {
	first, err := newSite(Options{}, templateFiles, bundle(""))
	if err != nil {
		t.Fatal(err)
	}
	files := bundle("")
	files["static/chunk-ZZZZZZZZ.js"] = &fstest.MapFile{Data: []byte("//")}
	second, err := newSite(Options{}, templateFiles, files)
	if err != nil {
		t.Fatal(err)
	}
	if first.build == second.build {
		t.Error("kept pages of the program before would still be shown")
	}
}
