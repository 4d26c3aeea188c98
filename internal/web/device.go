package web

import (
	"strings"

	"github.com/mileusna/useragent"
)

// systems are names of operating systems as people say them, where they differ.
var systems = map[string]string{useragent.MacOS: "Mac", useragent.IOS: "iPhone", useragent.ChromeOS: "Chromebook"}

// perangkat says in words what a client calls itself: "Chrome di Windows". Texts of programs
// that are no browser are shortened, not explained.
func perangkat(agent string) string {
	if strings.TrimSpace(agent) == "" {
		return "Perangkat yang tidak dikenal"
	}
	known := useragent.Parse(agent)
	name, system := known.Name, known.OS
	if known.Device == "iPad" {
		system = "iPad"
	} else if other, ok := systems[system]; ok {
		system = other
	}
	if name == "" || system == "" {
		program, _, _ := strings.Cut(strings.TrimSpace(agent), "/")
		if runes := []rune(program); len(runes) > 40 {
			program = string(runes[:40]) + "…"
		}
		return "Program " + program
	}
	if name == useragent.MobileSafari {
		name = useragent.Safari
	}
	return name + " di " + system
}
