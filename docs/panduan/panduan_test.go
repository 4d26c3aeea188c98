package panduan

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestEverythingInTheGuideLeadsSomewhere(t *testing.T) {
	guide, err := Load("/panduan/")
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range guide.Problems {
		t.Error(problem)
	}
	for name, picture := range guide.Pictures {
		if width, _, ok := size(picture); !ok || width != 1280 {
			t.Errorf("%s is %d wide (WebP: %t), want 1280", name, width, ok)
		}
		if len(picture) > 60_000 {
			t.Errorf("%s has %d bytes: too many for a document", name, len(picture))
		}
	}
}

// small is a guide with everything that can be wrong in it.
func small(pages map[string]string) fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range pages {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func TestWhatLeadsNowhereIsTold(t *testing.T) {
	guide, err := load(small(map[string]string{
		"README.md":         "# Isi\n\n## Satu\n\n- [B](b.md)\n- [A](a.md#ada)\n\n## Dua\n\n[A](a.md)\n",
		"a.md":              "# A\n\n## Ada\n\n[x](#tidak) [y](hilang.md) [z](b.md#bagian-b) ![p](gambar/tiada.webp)\n",
		"b.md":              "# B\n\n## Bagian B\n\n[x](a.md#ada) [isi](README.md)",
		"lepas.md":          "tanpa judul",
		"gambar/lepas.webp": "RIFF",
	}), "/p/")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(guide.Problems)
	want := []string{
		"a.md: a.md#tidak leads nowhere", "a.md: hilang.md# leads nowhere", "a.md: no picture tiada.webp", "gambar/lepas.webp: no page shows it",
		"lepas.md: no title", "lepas.md: the contents do not lead to it",
	}
	if !slices.Equal(guide.Problems, want) {
		t.Errorf("problems %q, want %q", guide.Problems, want)
	}
	if len(guide.Groups) != 1 || guide.Groups[0].Title != "Satu" || guide.Pages[0].Name != "b" {
		t.Errorf("groups %+v", guide.Groups)
	}
	page, before, after := guide.Page("a")
	if page == nil || before == nil || before.Name != "b" || after != nil {
		t.Errorf("a stands between %v and %v", before, after)
	}
	if html := string(guide.Pages[0].HTML); !strings.Contains(html, `href="/p/a/#ada"`) || !strings.Contains(html, `href="/p/"`) {
		t.Errorf("links: %s", html)
	}
	for reference, want := range map[string]bool{"a": true, "a#ada": true, "a#tidak": false, "x": false, "": false} {
		if guide.Leads(reference) != want {
			t.Errorf("%q leads somewhere: %t", reference, !want)
		}
	}
}

func TestTheGuideShowsNoHTMLAndNothingFromElsewhere(t *testing.T) {
	for name, text := range map[string]string{
		"a block":      "# A\n\n<script>alert(1)</script>\n",
		"within words": "# A\n\nTekan <kbd>F1</kbd>.\n",
		"other hosts":  "# A\n\n[x](https://contoh.id/)\n",
		"pictures":     "# A\n\n![x](https://contoh.id/a.webp)\n",
	} {
		if _, err := load(small(map[string]string{"README.md": text}), "/"); err == nil {
			t.Errorf("%s is shown", name)
		}
	}
}
