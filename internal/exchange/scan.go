package exchange

import (
	"encoding/json"
	"strings"
)

// The functions below walk through JSON that is known to be valid. They neither copy nor
// allocate, so that a list of a million rows costs nothing before it is refused.

// member is a key of an object with its value as it stands in the file.
type member struct{ name, value []byte }

// elements calls visit for each element of a list until it returns false.
func elements(list []byte, visit func(element []byte) bool) {
	for at := skipBlank(list, 1); list[at] != ']'; {
		end := skipValue(list, at)
		if !visit(list[at:end]) {
			return
		}
		if at = skipBlank(list, end); list[at] == ',' {
			at = skipBlank(list, at+1)
		}
	}
}

// members returns up to most members of an object, in their order; all is false when there
// are more.
func members(object []byte, most int) (found []member, all bool) {
	found = make([]member, 0, 16)
	for at := skipBlank(object, 1); object[at] != '}'; {
		if len(found) == most {
			return nil, false
		}
		end := skipString(object, at)
		name := object[at:end]
		at = skipBlank(object, skipBlank(object, end)+1) // past the colon
		end = skipValue(object, at)
		found = append(found, member{name: name, value: object[at:end]})
		if at = skipBlank(object, end); object[at] == ',' {
			at = skipBlank(object, at+1)
		}
	}
	return found, true
}

func skipBlank(data []byte, at int) int {
	for data[at] == ' ' || data[at] == '\n' || data[at] == '\r' || data[at] == '\t' {
		at++
	}
	return at
}

// skipString returns where a string that begins at ends.
func skipString(data []byte, at int) int {
	for at++; data[at] != '"'; at++ {
		if data[at] == '\\' {
			at++
		}
	}
	return at + 1
}

// skipValue returns where a value that begins at ends.
func skipValue(data []byte, at int) int {
	depth := 0
	for at < len(data) {
		switch data[at] {
		case '"':
			at = skipString(data, at)
		case '{', '[':
			depth++
			at++
		case '}', ']':
			depth--
			at++
		default:
			at = skipWhile(data, at+1, false)
		}
		if depth == 0 {
			return at
		}
		at = skipWhile(data, at, true)
	}
	return at
}

// skipWhile returns where a run of bytes ends that stand between values, or of others.
func skipWhile(data []byte, at int, between bool) int {
	for at < len(data) && (strings.IndexByte(" \n\r\t,:", data[at]) >= 0) == between && strings.IndexByte("]}", data[at]) < 0 {
		at++
	}
	return at
}

// is reports whether the key of a member is a plain name.
func (m member) is(name string) bool {
	if len(m.name) == len(name)+2 {
		return string(m.name[1:len(m.name)-1]) == name
	}
	if strings.IndexByte(string(m.name), '\\') < 0 {
		return false
	}
	var text string
	return json.Unmarshal(m.name, &text) == nil && text == name
}
