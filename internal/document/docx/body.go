package docx

import (
	"strconv"
	"strings"

	"takar/internal/document"
)

// body is the text itself: the sections one after the other.
func (f *file) body() error {
	f.out.raw(declaration, `<w:document`, namespaces, `><w:body>`)
	for i, section := range f.sections {
		if err := f.section(i, section); err != nil {
			return err
		}
	}
	if len(f.sections) == 0 {
		f.out.raw(`<w:p/>`)
		f.out.raw(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="850" w:right="850" w:bottom="850" w:left="850" w:header="567" w:footer="425" w:gutter="0"/></w:sectPr>`)
	}
	f.out.raw(`</w:body></w:document>`)
	return f.progress.Tell(f.done, f.total)
}

// section writes one section. The properties of all but the last stand in a paragraph
// that ends it, small enough to need no page of its own.
func (f *file) section(i int, section *document.Section) error {
	o := &f.out
	mark := func() {
		o.value(`<w:bookmarkStart w:id="`, i+1, `" w:name="`+bookmark(i)+`"/>`)
		o.value(`<w:bookmarkEnd w:id="`, i+1, `"/>`)
	}
	if section.Bare || section.Title == "" {
		mark()
	} else {
		o.raw(`<w:p><w:pPr><w:pStyle w:val="`, styleTitle, `"/></w:pPr>`)
		mark()
		f.run(section.Title, "")
		o.raw(`</w:p>`)
	}
	room, _ := section.Room()
	b := &blocks{file: f, section: section, index: i, room: max(room, 200), list: present(section.Blocks)}
	for j := range b.list {
		if err := b.write(j); err != nil {
			return err
		}
	}
	if i == len(f.sections)-1 {
		o.raw(`<w:p><w:pPr><w:pStyle w:val="`, styleGap, `"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>`)
		f.properties(i, section)
		return nil
	}
	o.raw(`<w:p><w:pPr><w:pStyle w:val="`, styleGap, `"/><w:spacing w:line="20" w:lineRule="exact"/>`)
	f.properties(i, section)
	o.raw(`</w:pPr></w:p>`)
	return nil
}

func bookmark(section int) string { return "_Toc" + strconv.Itoa(1000+section) }

// present leaves out what is not there.
func present(all []document.Block) []document.Block {
	var list []document.Block
	for _, block := range all {
		switch b := block.(type) {
		case nil:
			continue
		case *document.Table:
			if b == nil {
				continue
			}
		}
		list = append(list, block)
	}
	return list
}

// run writes text with its properties; line breaks stay.
func (f *file) run(text, properties string) {
	o := &f.out
	o.raw(`<w:r>`)
	if properties != "" {
		o.raw(`<w:rPr>`, properties, `</w:rPr>`)
	}
	first := true
	for line := range strings.SplitSeq(text, "\n") {
		if !first {
			o.raw(`<w:br/>`)
		}
		first = false
		if strings.HasPrefix(line, " ") || strings.HasSuffix(line, " ") || strings.Contains(line, "  ") {
			o.raw(`<w:t xml:space="preserve">`)
		} else {
			o.raw(`<w:t>`)
		}
		o.escaped(line)
		o.raw(`</w:t>`)
	}
	o.raw(`</w:r>`)
}

// paragraph writes a paragraph of one run; more are further properties, in the order of
// the schema.
func (f *file) paragraph(style, more, text, properties string) {
	f.out.raw(`<w:p><w:pPr><w:pStyle w:val="`, style, `"/>`, more, `</w:pPr>`)
	if text != "" {
		f.run(text, properties)
	}
	f.out.raw(`</w:p>`)
}

// gap keeps two tables apart: Word joins those that touch.
func (f *file) gap(keep bool) { f.paragraph(styleGap, keepNext(keep), "", "") }

func keepNext(keep bool) string {
	if keep {
		return `<w:keepNext/>`
	}
	return ""
}
