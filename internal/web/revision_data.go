package web

import (
	"strings"

	"takar/internal/rab"
)

// dataText writes the value of a field of the project's own data, or of its documents, for people.
func dataText(field, value string) string {
	switch field {
	case "anggaran_owner":
		if value == "0" {
			return ""
		}
		return "Rp " + printed(value)
	case "allow_bundle_soft_errors":
		return map[string]string{"true": "ya", "false": "tidak"}[value]
	case "tanggal":
		if date, err := rab.ParseDate(value); err == nil && date != "" {
			return tanggal(date)
		}
	}
	return shortened(value)
}

// dataLength is how much of a long text a comparison shows.
const dataLength = 300

func shortened(text string) string {
	if letters := []rune(text); len(letters) > dataLength {
		return strings.TrimSpace(string(letters[:dataLength])) + " …"
	}
	return text
}
