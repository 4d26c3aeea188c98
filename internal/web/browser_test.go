package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"takar/internal/testservice"
)

// The time for one journey and for one step of it, on a busy machine.
const (
	browserLimit = 3 * time.Minute
	stepLimit    = 20 * time.Second
)

// The window of a journey on a desk.
const (
	windowWidth  = 1280
	windowHeight = 900
)

// screenshotVariable names a directory for a picture of every page that is inspected.
const screenshotVariable = "TAKAR_TEST_SCREENSHOTS"

// tab is a browser tab that notes what a customer would frown at.
type tab struct {
	t    testing.TB
	ctx  context.Context
	base string

	mutex     sync.Mutex
	complaint []string
	expected  []string // parts of complaints that a test provokes
}

// openTab opens a window on a server, in a profile of its own. When the test ends, every
// error on the console and every request to another host fails it.
func openTab(t testing.TB, base string) *tab {
	t.Helper()
	needBundle(t)
	return openWindow(chromium.open(t), t, base, chromedp.WithNewBrowserContext())
}

func openWindow(browser context.Context, t testing.TB, base string, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, cancel := context.WithTimeout(browser, browserLimit) // not the test's: the page at the end is looked at after it
	ctx, closeTab := chromedp.NewContext(ctx, options...)
	b := &tab{t: t, ctx: ctx, base: base}
	t.Cleanup(func() {
		b.judge()
		closeTab()
		cancel()
	})
	must(t, chromedp.Listen(ctx, b.hear))
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	b.do(chromedp.EmulateViewport(windowWidth, windowHeight))
	return b
}

// second opens another tab of the same person.
func (b *tab) second() *tab {
	b.t.Helper()
	return openWindow(b.ctx, b.t, b.base)
}

// needBundle skips, or fails where nothing may be skipped, without what "make web" builds.
func needBundle(t testing.TB) {
	t.Helper()
	for _, file := range []string{filepath.Join("static", "manifest.json"), axeFile} {
		if _, err := os.Stat(file); err == nil {
			continue
		}
		if os.Getenv(testservice.RequireVariable) == "all" {
			t.Fatalf("%s is missing: run make web", file)
		}
		t.Skipf("%s is missing: run make web", file)
	}
}

func (b *tab) hear(event any) {
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			b.complain("console: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			b.complain("console: %s", e.Args[0].Value)
		}
	case *runtime.EventExceptionThrown:
		b.complain("exception: %s", e.ExceptionDetails.Text)
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, b.base) && !strings.HasPrefix(e.Request.URL, "data:") && !strings.HasPrefix(e.Request.URL, "about:") {
			b.complain("request to another host: %s", e.Request.URL)
		}
	}
}

func (b *tab) complain(format string, args ...any) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.complaint = append(b.complaint, fmt.Sprintf(format, args...))
}

// judge reports what was noted, and keeps a picture when the test has failed.
func (b *tab) judge() {
	b.mutex.Lock()
	for _, c := range b.complaint {
		known := false
		for _, part := range b.expected {
			known = known || strings.Contains(c, part)
		}
		if !known {
			b.t.Error(c)
		}
	}
	b.mutex.Unlock()
	if !b.t.Failed() {
		return
	}
	image, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return
	}
	file := filepath.Join(os.TempDir(), "takar-"+strings.ReplaceAll(b.t.Name(), "/", "-")+".png")
	if os.WriteFile(file, image, 0o600) == nil {
		b.t.Logf("the page at the end: %s", file)
	}
}

// do carries out steps one after the other.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	must(b.t, chromedp.Do(b.ctx, steps...))
}

func call[P, R any](b *tab, command cdp.Command[P, R], parameters P) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, command, parameters)
	must(b.t, err)
}

// open goes to a page and waits until its scripts have run.
func (b *tab) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
	b.settled()
}

// settled waits until the page and its scripts are there.
func (b *tab) settled() {
	b.t.Helper()
	b.until(`document.readyState === "complete" && !document.querySelector(".theme[hidden]")`)
}

// until waits for a condition, across pages if need be.
func (b *tab) until(condition string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepLimit)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		// Between two pages there is nothing that could be asked.
		holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if err == nil && holds {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			b.t.Fatalf("waiting for %s: %v", condition, errors.Join(ctx.Err(), err))
		}
	}
}

// ask evaluates an expression in the page.
func ask[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	must(b.t, err)
	return value
}

func (b *tab) text(selector string) string {
	b.t.Helper()
	return ask[string](b, "document.querySelector("+quoted(selector)+")?.innerText ?? '(nothing)'")
}

func (b *tab) address() string {
	b.t.Helper()
	parsed, err := url.Parse(ask[string](b, "location.href"))
	must(b.t, err)
	return parsed.RequestURI()
}

func quoted(text string) string {
	data, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// logIn types a login as a person would.
func (b *tab) logIn(name string) {
	b.t.Helper()
	b.open("/accounts/login/")
	b.do(chromedp.SendKeys("#login", name), chromedp.SendKeys("#password", password+"\r"))
	b.until(`location.pathname !== "/accounts/login/"`)
	b.settled()
}

const axeFile = "../../node_modules/axe-core/axe.min.js"

// violation is what axe-core finds wrong.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// look is a way to look at a page.
type look struct {
	name   string
	scheme string // of the device
	width  int64
	height int64
}

var looks = []look{{"light", "light", windowWidth, windowHeight}, {"dark", "dark", windowWidth, windowHeight}, {"phone", "light", 360, 760}}

// inspect looks at the present page in every way: nothing that axe-core objects to, no
// sideways scrolling.
func (b *tab) inspect(name string) {
	b.t.Helper()
	for _, l := range looks {
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		b.do(chromedp.EmulateViewport(l.width, l.height))
		b.until("innerWidth === " + fmt.Sprint(l.width) + " && document.documentElement.dataset.bsTheme === " + quoted(l.scheme))
		if wide := ask[int64](b, "document.documentElement.scrollWidth"); wide > l.width {
			b.t.Errorf("%s, %s: the page is %d wide, the window %d; widest: %s", name, l.name, wide, l.width, ask[string](b, widest))
		}
		if l.scheme == "dark" {
			b.object(name+", dark", axeContrast) // dark differs from light in its colours alone
		} else {
			b.axe(name + ", " + l.name)
		}
		b.picture(name + "-" + l.name)
	}
	b.do(chromedp.EmulateViewport(windowWidth, windowHeight))
}

// axe asks axe-core what it objects to in the page as it is.
func (b *tab) axe(name string) {
	b.t.Helper()
	if !ask[bool](b, `"axe" in window`) {
		source, err := os.ReadFile(axeFile)
		must(b.t, err)
		b.do(chromedp.Evaluate[chromedp.Void](string(source)))
	}
	b.object(name, axeRun)
}

// object fails for everything that a run of axe-core, which the page has already, finds.
func (b *tab) object(name, run string) {
	b.t.Helper()
	for _, v := range ask[[]violation](b, run) {
		b.t.Errorf("%s: %s (%s) in %d places, first: %s\n%s", name, v.Help, v.ID, len(v.Nodes), v.Nodes[0].HTML, v.Nodes[0].Summary)
	}
}

const axeRun = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]})
	.then((result) => result.violations)`

// axeContrast asks about colours alone, in a page that has axe-core already.
const axeContrast = `axe.run(document, {runOnly: {type: "rule", values: ["color-contrast"]}, resultTypes: ["violations"]}).then((result) => result.violations)`

const widest = `[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
	.slice(-3).map((e) => e.outerHTML.slice(0, 120)).join(" | ")`

// picture keeps the whole page, and what a window shows of it at first.
func (b *tab) picture(name string) {
	directory := os.Getenv(screenshotVariable)
	if directory == "" {
		return
	}
	must(b.t, os.MkdirAll(directory, 0o750))
	for suffix, take := range map[string]chromedp.Action[[]byte]{".png": chromedp.FullScreenshot(100), "-top.png": chromedp.CaptureScreenshot()} {
		image, err := chromedp.Run(b.ctx, take)
		must(b.t, err)
		must(b.t, os.WriteFile(filepath.Join(directory, name+suffix), image, 0o600))
	}
}
