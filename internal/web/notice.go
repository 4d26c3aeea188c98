package web

import (
	"net/http"
	"strconv"
	"strings"

	"takar/internal/serve"
)

// noticeCookie carries the outcome of a request over the redirect to the next page. It
// holds a word and a number, never text to show.
const noticeCookie = "messages"

// noticeSeconds is how long an outcome is news.
const noticeSeconds = 60

// notices are the outcomes that a page can be told; # stands for the number.
var notices = map[string]string{ //nolint:gosec // sentences for people, no credentials
	"created":        "# proyek dibuat.",
	"copied":         "Salinan proyek dibuat, dengan semua isinya.",
	"edited":         "Perubahan data proyek disimpan.",
	"edited-later":   "Perubahan data proyek disimpan. Rencana jadwal bergeser # hari lebih lambat.",
	"edited-earlier": "Perubahan data proyek disimpan. Rencana jadwal bergeser # hari lebih awal.",
	"documents":      "Data dokumen disimpan.",
	"logo":           "Logo dipasang di kop surat.",
	"logo-removed":   "Logo dilepas dari kop surat.",
	"same":           "Tidak ada yang berubah.",
	"archived":       "Proyek diarsipkan. Datanya tetap tersimpan dan dapat dipulihkan kapan saja.",
	"restored":       "Proyek dipulihkan.",
	"shared":         "Hak anggota disimpan.",
	"unshared":       "Anggota dikeluarkan dari proyek.",
	"gone":           "Anda keluar dari proyek itu.",
	"left":           "Anda sudah keluar.",

	"welcome":         "Selamat datang. Akun Anda siap.",
	"profile":         "Profil disimpan.",
	"password":        "Kata sandi diganti, dan # perangkat lain dikeluarkan.",
	"password-only":   "Kata sandi diganti.",
	"reset":           "Kata sandi baru disimpan. Masuk dengan kata sandi itu.",
	"signed-out":      "# perangkat dikeluarkan.",
	"signed-out-none": "Tidak ada perangkat lain yang masuk.",
	"token-ended":     "Token dicabut. Program yang memakainya tidak dapat masuk lagi.",
	"admin":           "Orang ini sekarang administrator.",
	"ordinary":        "Hak administrator dicabut.",
	"deactivate":      "Akun ini dinonaktifkan, dan semua perangkatnya dikeluarkan.",
	"reactivate":      "Akun ini aktif lagi.",

	"withdrawn": "Edisi ditarik: # analisa tidak lagi ditawarkan. Proyek yang memakainya tidak berubah.",
	"offered":   "Revisi # ditawarkan lagi.",
	"revised":   "Revisi # diterbitkan. Pencarian dan proyek baru memakainya mulai sekarang.",
	"discarded": "Koreksi dibatalkan.",
	"corrected": "Koreksi dicatat; # koreksi menunggu revisi berikutnya. Pencarian dan proyek memakainya setelah revisi itu diterbitkan.",
	"settled":   "# nilai diperiksa dan tersimpan.",
	"committed": "Edisi disimpan: # analisa sekarang ditawarkan.",
	"dropped":   "Berkas dibuang. Pustaka tidak berubah.",
}

// leaveNotice tells the next page what happened.
func (s *Site) leaveNotice(r *serve.Request, word string, number int) {
	http.SetCookie(r.Writer, s.notice(word+"."+strconv.Itoa(number), noticeSeconds))
}

// takeNotice returns what the last request left to be said, once.
func (s *Site) takeNotice(r *serve.Request) string {
	cookie, err := r.HTTP.Cookie(noticeCookie)
	if err != nil {
		return ""
	}
	http.SetCookie(r.Writer, s.notice("", -1))
	word, number, _ := strings.Cut(cookie.Value, ".")
	n, err := strconv.Atoi(number)
	if err != nil {
		return ""
	}
	return strings.Replace(notices[word], "#", bilang(n), 1)
}

func (s *Site) notice(value string, maxAge int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure follows from the public address; the value is a word and a number
		Name: noticeCookie, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	}
}
