package panduan

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// markdown leaves HTML in the source out, and writes no styles: the content security policy
// of the pages allows none.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
)

// render makes a page of Markdown. Links to other files of the guide become addresses below
// root.
func render(source []byte, root string, pictures map[string][]byte) (*Page, error) {
	page := &Page{}
	tree := markdown.Parser().Parse(text.NewReader(source))
	err := ast.Walk(tree, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := node.(type) {
		case *ast.Heading:
			page.heading(n, source)
		case *ast.Link:
			target, err := page.refer(string(n.Destination), root)
			if err != nil {
				return ast.WalkStop, err
			}
			n.Destination = []byte(target)
		case *ast.Image:
			return ast.WalkContinue, page.picture(n, root, pictures)
		case *ast.RawHTML, *ast.HTMLBlock, *ast.AutoLink:
			return ast.WalkStop, fmt.Errorf("HTML and bare addresses are not shown: %s", node.Kind())
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, source, tree); err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	page.HTML = template.HTML(out.String()) //nolint:gosec // our own pages, and goldmark has escaped them
	return page, nil
}

// heading notes a heading: the first level is the title, the second a section.
func (p *Page) heading(n *ast.Heading, source []byte) {
	words := plain(n, source)
	if n.Level == 1 {
		p.Title = words
		return
	}
	p.group = words
	if id, ok := n.AttributeString("id"); ok && n.Level == 2 {
		if name, ok := id.([]byte); ok {
			p.Headings = append(p.Headings, Heading{ID: string(name), Title: words})
		}
	}
}

// refer notes a link and returns its address.
func (p *Page) refer(destination, root string) (string, error) {
	target, anchor, cut := strings.Cut(destination, "#")
	if target != "" && (strings.Contains(target, "/") || !strings.HasSuffix(target, ".md")) {
		return "", fmt.Errorf("%s: the guide links to its own pages only", destination)
	}
	p.links = append(p.links, link{target: target, anchor: anchor, group: p.group})
	address := root
	switch target {
	case "":
		return destination, nil
	case contents:
	default:
		address += strings.TrimSuffix(target, ".md") + "/"
	}
	if cut {
		address += "#" + anchor
	}
	return address, nil
}

// picture notes a picture, and tells its size so that the page does not jump.
func (p *Page) picture(n *ast.Image, root string, pictures map[string][]byte) error {
	name, ok := strings.CutPrefix(string(n.Destination), "gambar/")
	if !ok {
		return fmt.Errorf("%s: pictures lie in gambar", n.Destination)
	}
	p.links = append(p.links, link{target: "gambar/" + name})
	n.Destination = []byte(root + "gambar/" + name)
	n.SetAttributeString("loading", []byte("lazy"))
	if width, height, ok := size(pictures[name]); ok {
		n.SetAttributeString("width", fmt.Append(nil, width))
		n.SetAttributeString("height", fmt.Append(nil, height))
	}
	return nil
}

// size reads how large a WebP picture is from its extended header (RFC 9649, 2.7), which
// browsers write.
func size(picture []byte) (width, height int, ok bool) {
	if len(picture) < 30 || string(picture[8:16]) != "WEBPVP8X" {
		return 0, 0, false
	}
	three := func(at int) int {
		return int(picture[at]) | int(picture[at+1])<<8 | int(picture[at+2])<<16
	}
	return three(24) + 1, three(27) + 1, true
}

// plain returns the words of a node.
func plain(node ast.Node, source []byte) string {
	var words strings.Builder
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // it returns no error
		if t, ok := n.(*ast.Text); ok && entering {
			words.Write(t.Segment.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return words.String()
}
