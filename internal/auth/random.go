package auth

import "crypto/rand"

// randomText draws length characters of alphabet, each equally likely.
// crypto/rand.Read never returns an error: the program stops instead, because
// nothing here is safe without random numbers.
func randomText(alphabet string, length int) string {
	// Bytes from the last, incomplete run of the alphabet are thrown away:
	// keeping them would favour the first letters.
	usable := 256 - 256%len(alphabet)
	text := make([]byte, 0, length)
	batch := make([]byte, length+length/2)
	for {
		_, _ = rand.Read(batch)
		for _, b := range batch {
			if int(b) >= usable {
				continue
			}
			text = append(text, alphabet[int(b)%len(alphabet)])
			if len(text) == length {
				return string(text)
			}
		}
	}
}
