package web_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"takar/internal/testservice"
)

// chromium is the one browser of all journeys: starting one for each would take longer than
// many of them. Each journey has a profile of its own in it, with its own cookies and stores.
var chromium sharedBrowser

// sharedBrowser starts with the first journey and ends with the last test.
type sharedBrowser struct {
	start sync.Once
	ctx   context.Context
	stop  func() error
	err   error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if err := chromium.close(); err != nil && code == 0 {
		println("the browser did not end:", err.Error())
		code = 1
	}
	os.Exit(code)
}

func (s *sharedBrowser) open(t testing.TB) context.Context {
	t.Helper()
	program := testservice.Chromium(t)
	s.start.Do(func() { s.ctx, s.stop, s.err = startBrowser(program) })
	must(t, s.err)
	return s.ctx
}

func (s *sharedBrowser) close() error {
	if s.stop == nil {
		return nil
	}
	return s.stop()
}

// startBrowser starts a Chromium on a profile that goes when it is stopped.
func startBrowser(program string) (ctx context.Context, stop func() error, err error) {
	profile, err := os.MkdirTemp("", "takar-chromium-")
	if err != nil {
		return nil, nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.WindowSize(windowWidth, windowHeight), chromedp.UserDataDir(profile))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	stop = func() error {
		stopping, giveUp := context.WithTimeout(ctx, 20*time.Second)
		defer giveUp()
		err := chromedp.Cancel(stopping)
		cancel()
		release()
		return errors.Join(err, os.RemoveAll(profile))
	}
	if err := chromedp.Do(ctx); err != nil { // starts the browser
		return nil, nil, errors.Join(err, stop())
	}
	return ctx, stop, nil
}
