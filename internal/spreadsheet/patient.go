package spreadsheet

import "io"

// longestToken bounds the bytes between two tags: the XML decoder keeps all of them in
// memory, so one endless text or comment would defeat streaming.
const longestToken = 4 << 20

// patient passes bytes on until one XML token grows past longestToken.
type patient struct {
	reader  io.Reader
	length  int     // bytes since the token began
	special bool    // inside <!-- --> or <![CDATA[ ]]>, where '<' begins nothing
	last    [2]byte // the two bytes before
}

// Read passes on what the wrapped reader gives.
func (p *patient) Read(buffer []byte) (int, error) {
	n, err := p.reader.Read(buffer)
	for _, c := range buffer[:n] {
		p.length++
		switch {
		case p.special:
			if c == '>' && (p.last == [2]byte{'-', '-'} || p.last == [2]byte{']', ']'}) {
				p.special, p.length = false, 0
			}
		case c == '<':
			p.length = 0
		case c == '!' && p.last[1] == '<':
			p.special = true
		}
		p.last = [2]byte{p.last[1], c}
		if p.length > longestToken {
			return 0, refuse(CellTooLong, "satu isian lebih panjang dari %d MB", longestToken>>20)
		}
	}
	return n, err //nolint:wrapcheck // io.EOF must stay itself
}
