package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp/kb"
)

// english are words that a page in another language than its users' would have.
var english = regexp.MustCompile(`(?i)\b(save|cancel|delete|search|loading|settings|close|project|edit|add|remove|update|warning|success|please|click|submit|login|logout|` +
	`download|share|copy|rows?|name|price|undo|redo|next|previous|yes|welcome|failed|unknown|required|invalid)\b`)

var (
	inserted    = regexp.MustCompile(`\$\{[^}]*\}`)
	visibleText = regexp.MustCompile(`>([^<>{}]+)<|(?:title|placeholder|aria-label)="([^"{}]+)"`)
	sentence    = regexp.MustCompile("[\"`]([A-Z][a-z]+ [a-z][^\"`\n]*)[\"`]")
	// nativeDialog is a window of the browser itself, which cannot be styled, translated or tested.
	nativeDialog = regexp.MustCompile(`(^|[^.\w])(window\.)?(alert|confirm|prompt)\(`)
)

// givenNames drops what is no wording of ours: the name of a key, and how copies are named.
var givenNames = strings.NewReplacer("Ctrl+Delete", "", "nama dasar - Copy 1", "")

// Defect 41: two languages on one page, three kinds of messages, windows of the browser.
func TestDefect41OneLanguageOneKindOfMessageOneKindOfQuestion(t *testing.T) {
	templates, err := filepath.Glob("templates/*.html")
	must(t, err)
	scripts, err := filepath.Glob("../../web/*.ts")
	must(t, err)
	if len(templates) < 20 || len(scripts) < 40 {
		t.Fatalf("%d templates and %d scripts are looked at", len(templates), len(scripts))
	}
	for _, file := range templates {
		for _, match := range visibleText.FindAllStringSubmatch(read(t, file), -1) {
			said := strings.TrimSpace(givenNames.Replace(match[1] + match[2]))
			if words := english.FindAllString(said, -1); words != nil {
				t.Errorf("%s: %q is not Indonesian: %q", file, words, said)
			}
		}
	}
	sentences := 0
	for _, file := range scripts {
		text := withoutComments(read(t, file))
		if found := nativeDialog.FindString(text); found != "" {
			t.Errorf("%s asks by a window of the browser: %s…", file, strings.TrimSpace(found))
		}
		for _, class := range []string{`"notice`, `"toast`} {
			if filepath.Base(file) != "notice.ts" && strings.Contains(text, "className = "+class) {
				t.Errorf("%s makes messages of its own: %s…; that is what notice.ts is for", file, class)
			}
		}
		for _, match := range sentence.FindAllStringSubmatch(text, -1) {
			sentences++
			said := inserted.ReplaceAllString(match[1], "")
			if words := english.FindAllString(said, -1); words != nil {
				t.Errorf("%s: %q is not Indonesian: %q", file, words, said)
			}
		}
	}
	if sentences < 100 {
		t.Errorf("only %d sentences are found in the scripts", sentences)
	}
}

func withoutComments(script string) string {
	return regexp.MustCompile(`(?m)^\s*//.*$|\s//\s.*$`).ReplaceAllString(script, "")
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	must(t, err)
	return string(text)
}

// Defect 42: pages needed the internet, and edits were lost without it. That no page asks
// another host for anything is seen in every journey; here the network goes away and edits
// wait for it.
func TestDefect42EditsWaitForTheNetwork(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000"}, work{uraian: "Urugan", koefisien: "1", price: "1000"},
		work{uraian: "Pasir", koefisien: "1", price: "1000"})
	b := openTab(t, s.server.URL)
	b.expected = append(b.expected, "ERR_INTERNET_DISCONNECTED")
	b.logIn(owner)
	g := b.openSheet(volumePath(project))
	connect := func(offline bool) {
		call(b, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}},
		})
		call(b, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1})
	}
	connect(true)
	g.click(2, volumeColumn)
	g.press("7", kb.Enter)
	b.until(`document.querySelector("[data-save-sign]").innerText.startsWith("Luring")`)
	g.wantCell(2, volumeColumn, "7")
	g.press("8", kb.Enter)
	g.wantCell(3, volumeColumn, "8")
	g.press("d", "u", "a", kb.Enter) // nobody can say yet that this is no number
	g.wantCell(4, volumeColumn, "dua")
	b.until(`document.querySelector("[data-save-sign]").innerText === "Luring – 3 perubahan menunggu"`)
	b.axe("without a network")
	b.picture("volume-offline")
	connect(false)
	b.until(cell(4, volumeColumn) + `.classList.contains("is-wrong")`)
	g.wantSaved()
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	for i, want := range []string{"7", "8"} {
		if row, ok := view.Volumes.Get(ids[i]); !ok || row.Quantity.Decimal.String() != want {
			t.Errorf("volume %d is %+v, want %s", i, row, want)
		}
	}
}
