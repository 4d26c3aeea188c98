// Package deploy holds what runs Takar on servers: units of systemd, a container, nginx. Tests
// hold these files against the program.
package deploy

import (
	"embed"
	"fmt"
	"strings"
)

// Files are the files of this directory, by their names in it.
//
//go:embed Dockerfile compose.yaml compose.env nginx systemd
var Files embed.FS

// Nginx returns nginx/takar.conf as it is, but for the address that it listens on and the
// servers behind it, given as "127.0.0.1:8081".
func Nginx(listen string, servers ...string) (string, error) {
	text, err := Files.ReadFile("nginx/takar.conf")
	if err != nil {
		return "", fmt.Errorf("deploy: %w", err)
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case name == "listen":
			line = strings.Replace(line, rest, listen+";", 1)
		case name == "server" && strings.HasPrefix(rest, "takar1:"):
			_, options, _ := strings.Cut(rest, " ")
			line = ""
			for _, server := range servers {
				line += "    server " + server + " " + options + "\n"
			}
		case name == "server" && strings.HasPrefix(rest, "takar"):
			continue
		}
		out = append(out, line)
	}
	return strings.Join(out, ""), nil
}
