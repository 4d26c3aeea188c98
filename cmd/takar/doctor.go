package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"takar/internal/auth"
	"takar/internal/web"
)

func doctorCommand() *command {
	var data, listen string
	var asJSON bool
	return &command{
		name: "doctor", summary: "periksa pengaturan, data, dan mesin; tidak mengubah apa pun",
		details: `Memakai variabel TAKAR_… seperti takar serve (takar serve --help menjelaskannya), jadi jalankan dengan lingkungan dan
pengguna yang sama dengan servernya. Setiap baris adalah satu pemeriksaan: baik, awas, atau gagal, dan apa yang perlu
dilakukan. Kode keluar 1 bila ada yang gagal.`,
		options: []option{
			dataOption(&data),
			{name: "listen", value: "ALAMAT", text: &listen, help: "alamat server yang mungkin sedang berjalan; bawaan TAKAR_LISTEN atau " + defaultListen},
			{name: "json", on: &asJSON, help: "cetak sebagai JSON"},
		},
		run: func(ctx context.Context, t *terminal, _ []string) error {
			d := &doctor{environ: t.environ, data: data, listen: listen}
			d.examine(ctx)
			return d.print(t, asJSON)
		},
	}
}

// finding is the outcome of one check.
type finding struct {
	Name    string `json:"name"`
	State   string `json:"state"`
	Message string `json:"message"`
	Advice  string `json:"advice,omitempty"`
}

// The states of a finding, as the operator reads them.
const (
	stateOK   = "ok"
	stateWarn = "warn"
	stateFail = "fail"
)

var stateWords = map[string]string{stateOK: "baik ", stateWarn: "AWAS ", stateFail: "GAGAL"}

// doctor looks at everything that a server needs, and changes nothing.
type doctor struct {
	environ      []string
	data, listen string

	settings settings
	where    place
	findings []finding
}

// doctorTime bounds each look at something that may not answer.
const doctorTime = 10 * time.Second

// examine carries out all checks. What depends on something that is broken is left out.
func (d *doctor) examine(ctx context.Context) {
	d.checkProgram()
	if !d.checkSettings(ctx) {
		return
	}
	d.checkMachine()
	if d.where.databaseURL == "" {
		d.checkDirectory(d.where.directory)
	}
	d.checkDatabase(ctx)
	d.checkReplica(ctx)
	d.checkRedis(ctx)
	d.checkMail(ctx)
	d.checkBackups(time.Now())
	d.checkServer(ctx)
}

func (d *doctor) say(name, state, advice, message string, args ...any) {
	d.findings = append(d.findings, finding{Name: name, State: state, Message: fmt.Sprintf(message, args...), Advice: advice})
}

func (d *doctor) ok(name, message string, args ...any) { d.say(name, stateOK, "", message, args...) }

func (d *doctor) warn(name, advice, message string, args ...any) {
	d.say(name, stateWarn, advice, message, args...)
}

func (d *doctor) fail(name, advice, message string, args ...any) {
	d.say(name, stateFail, advice, message, args...)
}

// checkProgram looks at what is built into the program.
func (d *doctor) checkProgram() {
	const name = "program"
	site, err := web.New(web.Options{})
	switch {
	case err != nil:
		d.fail(name, "Pasang ulang program ini.", "halaman di dalam program rusak: %s", err)
	case !site.Bundled():
		d.fail(name, "Bangun dengan make build, atau pasang program yang lengkap.", "program ini dibuat tanpa skrip dan gaya halaman")
	default:
		d.ok(name, "takar %s; halaman, skrip, dan huruf dokumen ada di dalamnya", version)
	}
}

// checkSettings reads the settings as a server does, and reports whether it could start with
// them.
func (d *doctor) checkSettings(ctx context.Context) bool {
	const name = "pengaturan"
	const advice = "Perbaiki variabel itu; takar serve --help menjelaskan semuanya."
	s := &d.settings
	err := s.read(d.environ)
	if err == nil {
		d.where, err = s.place(d.data)
	}
	if err == nil {
		_, err = s.proxies()
	}
	if err == nil {
		_, err = monitorAddress(ctx, s.monitor)
	}
	if err == nil && s.timeZone != "" {
		if _, zoneErr := time.LoadLocation(s.timeZone); zoneErr != nil {
			err = fmt.Errorf("TAKAR_TIME_ZONE %q tidak dikenal (contoh: Asia/Jakarta, Asia/Makassar)", s.timeZone)
		}
	}
	if err == nil {
		_, err = s.backup.plan()
	}
	if err != nil {
		d.fail(name, advice, "%s", err)
		return false
	}
	d.listen = cmp.Or(d.listen, s.listen, defaultListen)
	d.ok(name, "semua variabel TAKAR_… dimengerti; data: %s", d.where)
	d.checkPublic()
	if !s.limited() {
		d.warn("batas masuk", "Hapus TAKAR_LOGIN_LIMITS setelah uji beban.", "kata sandi dapat ditebak tanpa batas (TAKAR_LOGIN_LIMITS=off)")
	}
	return true
}

// checkPublic looks at whether people can reach the server, safely.
func (d *doctor) checkPublic() {
	const name = "alamat resmi"
	s := &d.settings
	public, err := s.public()
	switch {
	case err != nil: // told by checkSettings
	case !public.IsSet():
		d.warn(name, "Isi TAKAR_PUBLIC_URL dengan alamat yang diketik orang, misalnya https://takar.kantor.id.", "tidak diisi: Takar hanya melayani komputer ini sendiri")
	case !public.Secure() && !auth.NewHostRule(auth.PublicURL{}).Allows(strings.TrimPrefix(public.Origin(), "http://")):
		d.warn(name, "Pasang proxy dengan TLS di depan dan pakai https.", "%s tidak memakai https: kata sandi lewat jaringan tanpa perlindungan", public.Origin())
	case public.Secure() && s.trustedProxies == "":
		d.warn(name, "Isi TAKAR_TRUSTED_PROXIES dengan alamat proxy di depan, misalnya 127.0.0.1.",
			"%s memakai https, tetapi tidak ada proxy yang dipercaya: semua orang tampak dari satu alamat, dan batas gagal masuk mengenai mereka bersama", public.Origin())
	default:
		d.ok(name, "%s", public.Origin())
	}
}

// print tells what was found and fails when something is broken.
func (d *doctor) print(t *terminal, asJSON bool) error {
	counts := map[string]int{}
	for _, f := range d.findings {
		counts[f.State]++
	}
	if asJSON {
		encoder := json.NewEncoder(t.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(map[string]any{"ok": counts[stateFail] == 0, "checks": d.findings}); err != nil {
			return fmt.Errorf("takar doctor: %w", err)
		}
	} else {
		for _, f := range d.findings {
			fmt.Fprintf(t.out, "%s  %s: %s\n", stateWords[f.State], f.Name, f.Message)
			if f.Advice != "" {
				fmt.Fprintf(t.out, "       → %s\n", f.Advice)
			}
		}
	}
	if counts[stateFail] > 0 {
		return errors.New("ada yang gagal: perbaiki dulu, lalu jalankan takar doctor sekali lagi")
	}
	return nil
}
