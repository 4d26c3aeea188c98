package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/auth"
)

// grid is a tab with one of the grids of web/testing/grid-lab.ts: "bill" of 5,000 rows, or
// "weeks" of 1,000 rows by 163 columns with totals at the bottom.
type grid struct{ *tab }

// builtDirectory holds what "make web" bundles for the tests alone.
const builtDirectory = "testdata/built"

func openGrid(t *testing.T, name string) *grid {
	t.Helper()
	g := &grid{openLab(t, "grid-lab.js", name)}
	g.load()
	return g
}

// openLab opens a page that loads nothing but a script of web/testing.
func openLab(t *testing.T, script, name string) *tab {
	t.Helper()
	needBundle(t)
	data, err := os.ReadFile(filepath.Join("static", "manifest.json"))
	must(t, err)
	var manifest map[string]string
	must(t, json.Unmarshal(data, &manifest))
	mux := http.NewServeMux()
	mux.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir("static"))))
	mux.Handle("/built/", http.StripPrefix("/built/", http.FileServer(http.Dir(builtDirectory))))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="id"><head><title>Percobaan</title><link rel="icon" href="data:,">
<script src="/static/%s"></script><link rel="stylesheet" href="/static/%s"><script type="module" src="/built/%s"></script></head>
<body data-lab=%q><main><h1>Percobaan</h1><button id="before">Sebelum</button><div id="grid"></div><button id="after">Sesudah</button></main></body></html>`,
			manifest["theme.js"], manifest["app.css"], script, name)
	})
	server := httptest.NewServer(auth.SecurityHeaders(auth.PublicURL{}, mux))
	t.Cleanup(server.Close)
	b := openTab(t, server.URL)
	b.do(chromedp.Navigate(b.base + "/"))
	return b
}

// load shows the grid anew, with its first data.
func (g *grid) load() {
	g.t.Helper()
	g.do(chromedp.Navigate(g.base + "/"))
	g.until(`window.lab && window.lab.grid && document.querySelector(".slick-row")`)
}

// press types keys, one after the other, as fast as they are taken.
func (g *grid) press(keys ...string) {
	g.t.Helper()
	for _, key := range keys {
		g.do(chromedp.KeyEvent(key))
	}
}

func (g *grid) with(modifiers chromedp.Modifier, keys ...string) {
	g.t.Helper()
	for _, key := range keys {
		g.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(modifiers)))
	}
}

const (
	control = chromedp.ModifierCtrl
	shift   = chromedp.ModifierShift
)

// cell is the JavaScript that finds a drawn cell.
func cell(row, column int) string {
	return fmt.Sprintf(`[...document.querySelectorAll('.slick-row[data-row="%d"] .slick-cell.l%d')][0]`, row, column)
}

// point returns the middle of a cell in the window.
func (g *grid) point(row, column int) (x, y float64) {
	g.t.Helper()
	g.until(cell(row, column))
	at := ask[[]float64](g.tab, `(({ left, top, width, height }) => [left + width / 2, top + height / 2])(`+cell(row, column)+`.getBoundingClientRect())`)
	return at[0], at[1]
}

func (g *grid) click(row, column int, options ...chromedp.MouseOption) {
	g.t.Helper()
	x, y := g.point(row, column)
	g.do(chromedp.MouseClickXY(x, y, options...))
}

// goTo sets the cursor on a cell that may be out of sight.
func (g *grid) goTo(row, column int) {
	g.t.Helper()
	g.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("window.lab.goTo(%d, %d)", row, column)))
	g.wantCursor(row, column)
}

// drag moves the mouse with its button held.
func (b *tab) drag(fromX, fromY, toX, toY float64) {
	b.t.Helper()
	b.do(
		chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, fromX, fromY, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, (fromX+toX)/2, (fromY+toY)/2, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, toX, toY, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, toX, toY, chromedp.ButtonLeft),
	)
}

// wantCursor waits until the cursor stands on a cell, drawn and told to assistive technology.
func (g *grid) wantCursor(row, column int) {
	g.t.Helper()
	g.until(fmt.Sprintf(`(() => { const c = %s; return c && c.classList.contains("is-cursor") &&
		c.id === document.querySelector(".grid-frame").getAttribute("aria-activedescendant") && c.getAttribute("aria-colindex") === "%d" })()`, cell(row, column), column+1))
}

func (g *grid) wantText(row, column int, want string) {
	g.t.Helper()
	g.until(fmt.Sprintf("window.lab.text(%d, %d) === %s", row, column, quoted(want)))
}

// selected counts the drawn cells of the selection.
func (g *grid) wantSelected(count int) {
	g.t.Helper()
	g.until(fmt.Sprintf(`document.querySelectorAll(".is-selected, .is-cursor").length === %d`, count))
}

// operations tells what the page was told so far: kind and number of changes.
func (g *grid) wantOperations(want ...string) {
	g.t.Helper()
	list := `window.lab.done.map((done) => done.operation + " " + done.changes.length).join(", ")`
	g.until(list + " === " + quoted(strings.Join(want, ", ")))
}

// paste puts text on the clipboard of the page and pastes it.
func (g *grid) paste(text string) {
	g.t.Helper()
	g.do(chromedp.Evaluate[chromedp.Void](`{ const data = new DataTransfer(); data.setData("text/plain", ` + quoted(text) + `);
		document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })) }`))
}

// copied returns what copying puts on the clipboard.
func (g *grid) copied() string {
	g.t.Helper()
	return ask[string](g.tab, `(() => { const data = new DataTransfer();
		document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true })); return data.getData("text/plain") })()`)
}

func TestGridCursorAndRanges(t *testing.T) {
	g := openGrid(t, "bill")
	g.click(3, 2)
	g.wantCursor(3, 2)
	g.press(kb.ArrowRight, kb.ArrowDown)
	g.wantCursor(4, 3)
	for range 20 {
		g.press(kb.ArrowDown)
	}
	g.wantCursor(24, 3)
	g.press(kb.ArrowLeft, kb.ArrowLeft) // into the columns that stay in sight
	g.wantCursor(24, 1)
	g.with(shift, kb.ArrowRight, kb.ArrowRight, kb.ArrowDown)
	g.wantSelected(6)
	g.press(kb.Home)
	g.wantCursor(25, 0)
	g.wantSelected(1)
	g.press(kb.End)
	g.wantCursor(25, 11)
	g.with(control, kb.Home)
	g.wantCursor(0, 0)
	g.with(control, kb.End)
	g.wantCursor(4999, 11)
	g.with(control, kb.ArrowUp) // nothing stands in the last column
	g.wantCursor(0, 11)
	g.goTo(3, 2)
	g.with(control, kb.ArrowDown) // the run of volumes ends before the next heading
	g.wantCursor(99, 2)
	g.with(control, kb.ArrowDown)
	g.wantCursor(101, 2)
	g.press(kb.PageDown)
	g.press(kb.PageUp)
	g.wantCursor(101, 2)
	g.click(103, 4, chromedp.ButtonModifiers(shift))
	g.wantSelected(9)

	// A drag with the mouse crosses the frozen edge.
	fromX, fromY := g.point(102, 1)
	toX, toY := g.point(104, 3)
	g.drag(fromX, fromY, toX, toY)
	g.wantSelected(9)
	g.wantText(102, 2, "14")
	if got := g.text(".grid-status"); got != "9 sel · 6 terisi · jumlah 63" { // 14 + 21 + 28
		t.Errorf("the status says %q", got)
	}
	g.with(control, "a")
	g.until(`document.querySelector(".grid-status").innerText.startsWith("60.000 sel")`)
}

func TestGridTabMovesAndCanBeLeft(t *testing.T) {
	g := openGrid(t, "bill")
	g.do(chromedp.Focus("#before"))
	g.press(kb.Tab)
	g.wantCursor(1, 2) // the first cell that can be filled in
	g.press(kb.Tab)
	g.wantCursor(1, 3)
	g.press(kb.End, kb.Tab)
	g.wantCursor(2, 0)
	g.with(shift, kb.Tab)
	g.wantCursor(1, 11)
	g.press(kb.Escape, kb.Tab)
	g.until(`document.activeElement.id === "after"`)
	g.with(shift, kb.Tab)
	g.with(control, kb.Home)
	g.wantCursor(0, 0)
	g.with(shift, kb.Tab)
	g.until(`document.activeElement.id === "before"`)
}

func TestGridEditing(t *testing.T) {
	g := openGrid(t, "bill")
	g.click(1, 2)
	g.press("1", "2", ",", "5", kb.Enter) // typing replaces, Enter goes down
	g.wantText(1, 2, "12,5")
	g.wantCursor(2, 2)
	g.with(shift, kb.Enter)
	g.wantCursor(1, 2)
	g.press(kb.F2, "7", kb.Tab) // F2 goes on with what is there
	g.wantText(1, 2, "12,57")
	g.wantCursor(1, 3)
	g.press("9", kb.Escape)
	g.wantText(1, 3, "")
	g.press("8", kb.ArrowRight) // while replacing, arrows leave the cell
	g.wantText(1, 3, "8")
	g.wantCursor(1, 4) // read-only
	g.press("8")
	g.until(`window.lab.said.at(-1) === "Sel ini tidak dapat diisi."`)
	g.click(1, 5)
	g.press(kb.Enter, "1", "2", kb.ArrowLeft, "0", kb.Enter) // while editing they move within the text
	g.wantText(1, 5, "102")
	g.wantOperations("edit 1", "edit 1", "edit 1", "edit 1")

	// A click elsewhere commits; a refused text keeps its place and the focus.
	g.click(2, 5)
	g.press("4")
	g.click(5, 6)
	g.wantText(2, 5, "4")
	g.wantCursor(5, 6)
	g.press("a", "b", kb.Enter)
	g.until(`document.activeElement.classList.contains("is-wrong") && document.activeElement.value === "ab"`)
	g.until(`document.querySelector(".grid-below [role=status]").innerText === '"ab" bukan angka.'`)
	g.press(kb.Escape)
	g.wantCursor(5, 6)
	g.press(kb.ArrowDown)
	g.wantCursor(6, 6)

	// A double click edits. Deleting a range is one operation, and passes over what is fixed.
	x, y := g.point(1, 2)
	g.do(chromedp.MouseClickXY(x, y), chromedp.MouseClickXY(x, y, chromedp.ClickCount(2)))
	g.until(`document.activeElement.value === "12,57"`)
	g.press(kb.Escape)
	g.with(shift, kb.ArrowRight, kb.ArrowRight, kb.ArrowDown)
	g.press(kb.Delete)
	g.wantText(1, 2, "")
	g.wantText(1, 3, "")
	g.wantOperations("edit 1", "edit 1", "edit 1", "edit 1", "edit 1", "clear 3")
}

// What is typed while the server judges is neither lost nor put into the wrong cell.
func TestGridTypesAheadWhileAnEntryIsJudged(t *testing.T) {
	g := openGrid(t, "bill")
	g.do(chromedp.Evaluate[chromedp.Void](`window.lab.delay = 150`))
	g.click(1, 2)
	g.press("1", "1", kb.Enter, "2", "2", kb.Enter, "3", "3", kb.Tab, "4", kb.Enter)
	g.wantText(1, 2, "11")
	g.wantText(2, 2, "22")
	g.wantText(3, 2, "33")
	g.wantText(3, 3, "4")
	g.wantCursor(4, 3)
	g.do(chromedp.Evaluate[chromedp.Void](`window.lab.delay = 1000`))
	g.press("x", kb.Enter, "5", kb.Enter) // after a refusal nothing typed blindly counts
	g.until(`document.activeElement.classList.contains("is-wrong") && document.activeElement.value === "x"`)
	g.wantOperations("edit 1", "edit 1", "edit 1", "edit 1")
}

func TestGridPaste(t *testing.T) {
	g := openGrid(t, "bill")
	g.click(1, 2)
	g.paste("1.234,5\t2\r\n3\t\"4\"\r\n")
	g.wantText(1, 2, "1.234,5")
	g.wantText(2, 3, "4")
	g.wantSelected(4)
	if got := g.copied(); got != "1.234,5\t2\r\n3\t4" {
		t.Errorf("copying gives %q", got)
	}
	g.paste("7") // one cell fills the range
	g.wantText(2, 2, "7")
	g.wantOperations("paste 4", "paste 4")

	// Columns that cannot be filled are passed over where they carry what is there, and listed
	// where they do not; bad texts are listed with their reason. Nothing is dropped silently.
	g.click(5, 1)
	g.paste("Pekerjaan 5\t50\tsatu\t\nLain\t-60\t61")
	g.wantText(5, 2, "50")
	g.wantText(6, 3, "61")
	refused := ask[[]struct{ Place, Text, Reason string }](g.tab, "window.lab.refused")
	if len(refused) != 3 || refused[0].Place != "Pekerjaan 6 · Uraian" || refused[0].Text != "Lain" ||
		refused[1].Place != "Pekerjaan 5 · Kolom harga" || refused[1].Reason != `"satu" bukan angka.` || refused[2].Reason != "Angka tidak boleh negatif." {
		t.Errorf("refused: %+v", refused)
	}
	g.wantOperations("paste 4", "paste 4", "paste 2")
	g.do(chromedp.Evaluate[chromedp.Void](`window.lab.take = false`))
	g.click(8, 2)
	g.paste("80\nx")
	g.until(`window.lab.refused.length === 4`)
	g.wantText(8, 2, "56")

	// A column from a spreadsheet steps over headings; a copy of our own brings them along.
	g.do(chromedp.Evaluate[chromedp.Void](`window.lab.take = true; window.lab.refused.length = 0`))
	g.goTo(99, 2)
	g.paste("1\n2\n3")
	g.wantText(99, 2, "1")
	g.wantText(101, 2, "2")
	g.wantText(102, 2, "3")
	g.goTo(199, 2)
	g.with(shift, kb.ArrowDown, kb.ArrowDown)
	text := g.copied()
	g.goTo(299, 2)
	g.paste(text)
	g.wantText(299, 2, "93")
	g.wantText(301, 2, "7")

	// The real keys of the clipboard.
	g.goTo(1, 2)
	g.with(shift, kb.ArrowRight)
	g.clipboardKey("c", "Copy")
	g.click(11, 2)
	g.clipboardKey("v", "Paste")
	g.wantText(11, 2, "7")
	g.wantText(11, 3, "7")
	g.clipboardKey("x", "Cut")
	g.wantText(11, 2, "")
	g.with(control, "d") // with a single row, from the one above
	g.wantText(11, 2, "70")
	if left := ask[int](g.tab, "window.lab.refused.length"); left != 0 {
		t.Errorf("%d cells were refused", left)
	}
}

// clipboardKey presses Ctrl and a letter with the command that a browser window makes of it.
func (g *grid) clipboardKey(letter, command string) {
	g.t.Helper()
	code := int64(letter[0] - 'a' + 'A')
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		call(g.tab, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: kind, Modifiers: 2, Key: letter, Code: "Key" + strings.ToUpper(letter), WindowsVirtualKeyCode: code, Commands: []string{command},
		})
	}
}

func TestGridPasteOfFiveHundredRowsIsOneOperation(t *testing.T) {
	g := openGrid(t, "weeks")
	var block strings.Builder
	for row := range 500 {
		fmt.Fprintf(&block, "%d\t%d,5\t%d\t%d\r\n", row, row, row, row)
	}
	g.click(0, 7)
	g.paste(block.String())
	g.wantOperations("paste 2000")
	g.wantText(499, 8, "499,5")
	if got := g.copied(); got+"\r\n" != block.String() {
		t.Error("copying gives something else than was pasted")
	}
	g.with(control, kb.End)
	g.wantCursor(999, 162)
	g.until(cell(1004, 162)) // the totals follow sideways
	g.paste("1\t2\n3")
	g.until(`window.lab.refused.length === 2`)
	if reason := ask[string](g.tab, "window.lab.refused[0].reason"); reason != "Tabel berakhir sebelum sel ini." {
		t.Errorf("the reason is %q", reason)
	}
}

func TestGridFillsDown(t *testing.T) {
	g := openGrid(t, "bill")
	g.goTo(98, 3)
	g.press("5", kb.Enter, kb.ArrowUp)
	g.with(shift, kb.ArrowDown, kb.ArrowDown, kb.ArrowDown)
	g.with(control, "d")
	g.wantText(99, 3, "5")
	g.wantText(100, 3, "") // a heading
	g.wantText(101, 3, "5")
	g.wantOperations("edit 1", "fill 2")
}

func TestGridSuggestsAndPreviews(t *testing.T) {
	g := openGrid(t, "bill")
	g.do(chromedp.Evaluate[chromedp.Void](`window.lab.offered = true`))
	g.click(1, 2)
	g.press("=")
	g.until(`document.querySelectorAll(".grid-below [role=option]").length === 2`)
	g.press(kb.ArrowDown)
	g.until(`document.querySelector("[role=option][aria-selected=true]").id === document.activeElement.getAttribute("aria-activedescendant")`)
	g.press(kb.Enter) // takes it, and goes on writing
	g.until(`document.activeElement.value === "=panjang"`)
	g.until(`document.querySelector(".grid-below [role=status]").innerText === "menjadi =panjang"`)
	g.press(kb.Escape, kb.Escape)
	g.wantText(1, 2, "7")
	g.press("=", kb.ArrowDown, kb.ArrowDown, kb.Enter) // the second is all there is to enter
	g.wantText(1, 2, "100")
	g.wantCursor(2, 2)
}

// What others change appears without moving the cursor or closing an editor.
func TestGridRefreshKeepsCursorAndEditor(t *testing.T) {
	g := openGrid(t, "bill")
	g.click(1, 2)
	g.press("4", "2")
	g.do(chromedp.Evaluate[chromedp.Void](`window.lab.set(1, 3, "33"); window.lab.set(3, 2, "77"); window.lab.grid.refresh()`))
	g.until(cell(3, 2) + `.innerText === "77"`)
	g.until(`document.activeElement.value === "42"`)
	g.press(kb.Enter)
	g.wantText(1, 2, "42")
	g.wantCursor(2, 2)
}

func TestGridRemembersWidths(t *testing.T) {
	g := openGrid(t, "bill")
	width := `document.querySelector(".slick-header-column[data-id=harga]").offsetWidth`
	before := ask[float64](g.tab, width)
	edge := ask[[]float64](g.tab, `(({ left, top, width, height }) => [left + width / 2, top + height / 2])(document.querySelector("[data-id=harga] .slick-resizable-handle").getBoundingClientRect())`)
	g.drag(edge[0], edge[1], edge[0]+60, edge[1])
	g.until(fmt.Sprintf("Math.abs(%s - %f) <= 2", width, before+60))
	g.load()
	g.until(fmt.Sprintf("Math.abs(%s - %f) <= 2", width, before+60))
}

// The look in every theme, with a selection, an editor and its list open.
func TestGridIsAccessible(t *testing.T) {
	g := openGrid(t, "bill")
	g.do(chromedp.Evaluate[chromedp.Void](`window.lab.offered = true`))
	g.click(2, 7)
	g.with(shift, kb.ArrowRight, kb.ArrowDown)
	for _, scheme := range []string{"light", "dark"} {
		call(g.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		g.until("document.documentElement.dataset.bsTheme === " + quoted(scheme))
		g.axe("grid-" + scheme)
		g.picture("grid-" + scheme)
	}
	g.press("=", kb.ArrowDown)
	g.until(`document.querySelector("[role=option][aria-selected=true]")`)
	g.axe("grid-editor")
	g.picture("grid-editor")
}

// Scrolling with the wheel never shows a cell that is not drawn; the pauses between frames
// are printed.
func TestGridScrollsWithoutBlanks(t *testing.T) {
	for _, name := range []string{"bill", "weeks"} {
		g := openGrid(t, name)
		x, y := g.point(3, 8)
		for _, direction := range []struct {
			name          string
			right, bottom float64 // zero would be left out of the message
		}{{"down", 0.01, 240}, {"sideways", 180, 0.01}} {
			if name == "bill" && direction.right > 1 {
				continue // all columns are in sight
			}
			for _, watch := range []string{"gaps", "blank"} {
				g.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(watchFrames, watch == "blank")))
				for range 12 {
					call(g.tab, input.DispatchMouseEvent, input.DispatchMouseEventParams{
						Type: input.DispatchMouseEventTypeMouseWheel, X: x, Y: y, DeltaX: direction.right, DeltaY: direction.bottom,
					})
				}
				result := ask[struct{ Frames, Blank, Moved, P95 float64 }](g.tab, "window.watched()")
				if watch == "gaps" {
					t.Logf("%s, %s: p95 of the gaps between %.0f frames %.0f ms", name, direction.name, result.Frames, result.P95)
				}
				if result.Blank > 0 || result.Moved < 200 { // a busy machine merges turns of the wheel
					t.Errorf("%s, %s: %.0f blank cells in %.0f frames over %.0f pixels", name, direction.name, result.Blank, result.Frames, result.Moved)
				}
			}
		}
	}
}

// watchFrames looks at every frame until window.watched() is called: at the gaps between
// them, or at points of the view that no cell covers.
const watchFrames = `(() => {
	const look = %t;
	const view = document.querySelector(".slick-viewport-top.slick-viewport-right");
	const place = () => document.querySelector(".grid-canvas-top.grid-canvas-right").getBoundingClientRect();
	const begin = place();
	const result = { Frames: 0, Blank: 0, Moved: 0, P95: 0 };
	const gaps = [];
	let last = performance.now();
	let on = true;
	const blank = () => {
		const box = view.getBoundingClientRect();
		for (let y = box.top + 20; y < box.top + view.clientHeight - 20; y += 60) {
			for (let x = box.left + 20; x < box.left + view.clientWidth - 20; x += 150) {
				const hit = document.elementFromPoint(x, y);
				if (hit && view.contains(hit) && !hit.closest(".slick-cell")) result.Blank++;
			}
		}
	};
	const frame = (now) => {
		gaps.push(now - last);
		last = now;
		result.Frames++;
		if (look) blank();
		if (on) requestAnimationFrame(frame);
	};
	requestAnimationFrame(frame);
	window.watched = () => {
		on = false;
		gaps.sort((a, b) => a - b);
		result.P95 = gaps[Math.floor(gaps.length * 0.95)];
		const end = place();
		result.Moved = Math.hypot(end.left - begin.left, end.top - begin.top);
		return result;
	};
})()`
