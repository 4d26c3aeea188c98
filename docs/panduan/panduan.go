// Package panduan holds the user guide: pages in Markdown beside this file, with pictures in
// gambar. README.md is the contents; the order of its links is the order of the guide.
package panduan

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
)

//go:embed *.md all:gambar
var files embed.FS

// contents is the file with the links to all pages.
const contents = "README.md"

// Guide is the whole user guide, ready to be shown.
type Guide struct {
	Contents *Page
	Pages    []*Page // in the order of the contents
	Groups   []Group
	Pictures map[string][]byte // WebP, by file name

	// Problems are links that lead nowhere, and files that nothing leads to.
	Problems []string
}

// Group is a part of the contents under one heading.
type Group struct {
	Title string
	Pages []*Page
}

// Page is one page of the guide.
type Page struct {
	Name     string // the file without its end, and the part of the address; "" for the contents
	Title    string
	Headings []Heading
	HTML     template.HTML

	links []link
	group string // of the contents only: the heading that the walk is under
}

// Heading is a section of a page.
type Heading struct {
	ID, Title string
}

// link is a reference of a page: to a page, an anchor in it, or a picture.
type link struct {
	target, anchor string // target is a file
	group          string // the heading above the link
}

// Load reads and renders the guide. Root is the address that it is served under, with a
// slash at its end.
func Load(root string) (*Guide, error) { return load(files, root) }

func load(source fs.FS, root string) (*Guide, error) {
	g := &Guide{Pictures: map[string][]byte{}}
	pictures, err := fs.Glob(source, "gambar/*.webp")
	if err != nil {
		return nil, fmt.Errorf("panduan: %w", err)
	}
	for _, name := range pictures {
		if g.Pictures[path.Base(name)], err = fs.ReadFile(source, name); err != nil {
			return nil, fmt.Errorf("panduan: %w", err)
		}
	}
	names, err := fs.Glob(source, "*.md")
	if err != nil {
		return nil, fmt.Errorf("panduan: %w", err)
	}
	pages := map[string]*Page{}
	for _, name := range names {
		text, err := fs.ReadFile(source, name)
		if err != nil {
			return nil, fmt.Errorf("panduan: %w", err)
		}
		page, err := render(text, root, g.Pictures)
		if err != nil {
			return nil, fmt.Errorf("panduan: %s: %w", name, err)
		}
		page.Name = strings.TrimSuffix(name, ".md")
		pages[name] = page
	}
	if g.Contents = pages[contents]; g.Contents == nil {
		return nil, fmt.Errorf("panduan: %s is missing", contents)
	}
	g.Contents.Name = ""
	g.sort(pages)
	g.check(pages)
	return g, nil
}

// sort brings the pages into the order of the contents.
func (g *Guide) sort(pages map[string]*Page) {
	taken := map[string]bool{contents: true}
	for _, l := range g.Contents.links {
		page := pages[l.target]
		if page == nil || taken[l.target] {
			continue
		}
		taken[l.target] = true
		g.Pages = append(g.Pages, page)
		if n := len(g.Groups); n == 0 || g.Groups[n-1].Title != l.group {
			g.Groups = append(g.Groups, Group{Title: l.group})
		}
		last := &g.Groups[len(g.Groups)-1]
		last.Pages = append(last.Pages, page)
	}
	for name := range pages {
		if !taken[name] {
			g.Problems = append(g.Problems, name+": the contents do not lead to it")
		}
	}
}

// check looks for what leads nowhere.
func (g *Guide) check(pages map[string]*Page) {
	shown := map[string]bool{}
	for name, page := range pages {
		if page.Title == "" {
			g.Problems = append(g.Problems, name+": no title")
		}
		for _, l := range page.links {
			if l.target == "" {
				l.target = name
			}
			if picture, ok := strings.CutPrefix(l.target, "gambar/"); ok {
				shown[picture] = true
				if g.Pictures[picture] == nil {
					g.Problems = append(g.Problems, name+": no picture "+picture)
				}
				continue
			}
			if target := pages[l.target]; target == nil || !target.Has(l.anchor) {
				g.Problems = append(g.Problems, name+": "+l.target+"#"+l.anchor+" leads nowhere")
			}
		}
	}
	for picture := range g.Pictures {
		if !shown[picture] {
			g.Problems = append(g.Problems, "gambar/"+picture+": no page shows it")
		}
	}
}

// Has reports whether the page has the anchor; "" is its top.
func (p *Page) Has(anchor string) bool {
	if anchor == "" {
		return true
	}
	for _, h := range p.Headings {
		if h.ID == anchor {
			return true
		}
	}
	return false
}

// Page returns the page of a name with its neighbours, nil where there is none.
func (g *Guide) Page(name string) (page, before, after *Page) {
	for i, p := range g.Pages {
		if p.Name != name {
			continue
		}
		if i > 0 {
			before = g.Pages[i-1]
		}
		if i+1 < len(g.Pages) {
			after = g.Pages[i+1]
		}
		return p, before, after
	}
	return nil, nil, nil
}

// Leads reports whether a reference such as "volume-pekerjaan#rumus" leads somewhere.
func (g *Guide) Leads(reference string) bool {
	name, anchor, _ := strings.Cut(reference, "#")
	page, _, _ := g.Page(name)
	return page != nil && page.Has(anchor)
}
