package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// node is one element of a part.
type node struct {
	name       string // with its prefix, such as w:p
	attributes map[string]string
	children   []*node
	text       string
}

// prefixes of the namespaces that are used.
var prefixes = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:", "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp:", "http://schemas.openxmlformats.org/drawingml/2006/main": "a:",
	"http://schemas.openxmlformats.org/drawingml/2006/picture": "pic:", "http://schemas.openxmlformats.org/drawingml/2006/chart": "c:",
	"urn:schemas-microsoft-com:vml": "v:", "urn:schemas-microsoft-com:office:office": "o:", "urn:schemas-microsoft-com:office:word": "w10:",
	"http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp:", "http://purl.org/dc/elements/1.1/": "dc:", "http://purl.org/dc/terms/": "dcterms:",
}

func named(name xml.Name) string { return prefixes[name.Space] + name.Local }

// parse reads a part; what is not well-formed is an error.
func parse(data []byte) (*node, error) {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	root := &node{}
	stack := []*node{root}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		top := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: named(token.Name), attributes: map[string]string{}}
			for _, a := range token.Attr {
				n.attributes[named(a.Name)] = a.Value
			}
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.text += string(token)
		}
	}
	if len(root.children) != 1 {
		return nil, errors.New("not one root")
	}
	return root.children[0], nil
}

// all returns the elements of a name, in the order of the text.
func (n *node) all(name string) []*node {
	var found []*node
	n.walk(func(m *node) {
		if m.name == name {
			found = append(found, m)
		}
	})
	return found
}

func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, child := range n.children {
		child.walk(visit)
	}
}

// child returns the first child of a name, nil when there is none.
func (n *node) child(name string) *node {
	for _, child := range n.children {
		if child.name == name {
			return child
		}
	}
	return nil
}

// value is the w:val of the descendant that a path of names leads to; "" without one.
func (n *node) value(path ...string) string {
	for _, name := range path {
		if n = n.child(name); n == nil {
			return ""
		}
	}
	return n.attributes["w:val"]
}

// words is the text of an element as it is read.
func (n *node) words() string {
	var text strings.Builder
	n.walk(func(m *node) {
		switch m.name {
		case "w:t":
			text.WriteString(m.text)
		case "w:br":
			text.WriteByte('\n')
		}
	})
	return text.String()
}

// paragraphs are the texts of all paragraphs that say something.
func (n *node) paragraphs() []string {
	var texts []string
	for _, p := range n.all("w:p") {
		if text := p.words(); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// archive is a file that was read: its parts by their names, in order.
type archive struct {
	names []string
	raw   map[string][]byte
	parts map[string]*node
}

func (a *archive) body() *node { return a.parts["word/document.xml"].child("w:body") }

func unpack(file []byte) (*archive, error) {
	reader, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	a := &archive{raw: map[string][]byte{}, parts: map[string]*node{}}
	for _, entry := range reader.File {
		r, err := entry.Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		a.names = append(a.names, entry.Name)
		a.raw[entry.Name] = data
		if strings.HasPrefix(entry.Name, "word/media/") {
			continue
		}
		if a.parts[entry.Name], err = parse(data); err != nil {
			return nil, errors.Join(errors.New(entry.Name), err)
		}
	}
	return a, nil
}

func opened(t testing.TB, file []byte) *archive {
	t.Helper()
	a, err := unpack(file)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
