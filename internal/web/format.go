package web

import (
	"html/template"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// functions are what templates may call.
func (s *Site) functions() template.FuncMap {
	return template.FuncMap{
		"asset":   s.assets.url,
		"bundled": s.assets.present,
		"tanggal": tanggal,
		"rupiah":  rupiah,
		"bilang":  bilang,
		"peran":   peran,
		"heading": func(text, class string, link sortLink) sortHeading { return sortHeading{text, class, link} },
	}
}

// rupiah prints money of a recap: whole rupiah (domain §2.4).
func rupiah(d decimal.Decimal) string { return d.Indonesian(0, 0) }

// hargaSatuan prints a unit price with both decimals, so that volume × price is seen to be
// the line total (domain §2.4).
func hargaSatuan(d decimal.Decimal) string { return d.Indonesian(2, 2) }

// persen prints a percentage with 2 decimals, without the sign.
func persen(d decimal.Decimal) string { return d.Indonesian(2, 2) }

// bilang prints a count with dots between thousands.
func bilang(n int) string { return decimal.FromInt(int64(n)).Indonesian(0, 0) }

var bulan = [...]string{
	"", "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
}

// tanggal prints a day as people write it, "-" for none.
func tanggal(d rab.Date) string {
	t := d.Time()
	if t.IsZero() {
		return "-"
	}
	return strconv.Itoa(t.Day()) + " " + bulan[t.Month()] + " " + strconv.Itoa(t.Year())
}

// waktu prints a moment to the minute in the zone of the server.
func waktu(i rab.Instant, zone *time.Location) string {
	t := i.Time().In(zone)
	return tanggal(rab.DateOf(t)) + t.Format(" 15.04")
}

// peran names a role.
func peran(role app.Role) string {
	switch role {
	case app.Owner:
		return "Pemilik"
	case app.Editor:
		return "Penyunting"
	case app.Reader:
		return "Pembaca"
	}
	return string(role)
}

// timelineBadge is how a timeline status is shown.
type timelineBadge struct{ Text, Class string }

var timelineBadges = map[rab.TimelineStatus]timelineBadge{
	rab.NotStarted: {rab.NotStarted.Label(), "badge-quiet"},
	rab.Running:    {rab.Running.Label(), "badge-good"},
	rab.Deadline:   {rab.Deadline.Label(), "badge-warn"},
	rab.Overdue:    {rab.Overdue.Label(), "badge-bad"},
	rab.Finished:   {rab.Finished.Label(), "badge-good"},
}

// sentence turns the message of a problem into a sentence.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	text = string(unicode.ToUpper(first)) + text[size:]
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}
