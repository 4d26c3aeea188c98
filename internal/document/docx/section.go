package docx

import (
	"strconv"

	"takar/internal/document"
)

// sectionPart is a head or foot of the pages of a section. Each section has its own, as
// Word writes them.
type sectionPart struct {
	name, id string
	foot     bool
	first    bool // on the first page of the section alone
}

func (p sectionPart) element() string {
	if p.foot {
		return "footer"
	}
	return "header"
}

// partsOf lists the heads and feet of a section.
func (f *file) partsOf(i int, section *document.Section) []sectionPart {
	number := strconv.Itoa(i + 1)
	parts := []sectionPart{
		{name: "header" + number + ".xml", id: "rIdHeader" + number},
		{name: "footer" + number + ".xml", id: "rIdFooter" + number, foot: true},
	}
	if f.hasKop(section) {
		parts = append(parts,
			sectionPart{name: "headerFirst" + number + ".xml", id: "rIdHeaderFirst" + number, first: true},
			sectionPart{name: "footerFirst" + number + ".xml", id: "rIdFooterFirst" + number, foot: true, first: true})
	}
	return parts
}

func (f *file) hasKop(section *document.Section) bool { return f.kop && section.Kop }

func (f *file) sectionParts(i int, section *document.Section) error {
	for _, part := range f.partsOf(i, section) {
		write := func() error { f.header(section, part.first); return nil }
		if part.foot {
			write = func() error { f.footer(section); return nil }
		}
		if err := f.part("word/"+part.name, write); err != nil {
			return err
		}
		if part.first && !part.foot && f.logo != nil {
			err := f.part("word/_rels/"+part.name+".rels", func() error {
				f.relationsOf(func() { f.relation("rIdLogo", relations+"image", f.logo.target()) })
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// properties closes a section: paper, margins, heads and feet.
func (f *file) properties(i int, section *document.Section) {
	o := &f.out
	o.raw(`<w:sectPr>`)
	for _, part := range f.partsOf(i, section) {
		kind := "default"
		if part.first {
			kind = "first"
		}
		o.raw(`<w:`, part.element(), `Reference w:type="`, kind, `" r:id="`, part.id, `"/>`)
	}
	width, height := section.Paper.Size()
	orientation := ""
	if section.Landscape {
		width, height, orientation = height, width, ` w:orient="landscape"`
	}
	edge := twips(section.Edge())
	o.value(`<w:type w:val="nextPage"/><w:pgSz w:w="`, twips(width), ``)
	o.value(`" w:h="`, twips(height), `"`+orientation+`/>`)
	for _, side := range []string{`<w:pgMar w:top`, ` w:right`, ` w:bottom`, ` w:left`} {
		o.value(side+`="`, edge, `"`)
	}
	o.value(` w:header="`, edge*2/3, `"`)
	o.value(` w:footer="`, edge/2, `" w:gutter="0"/><w:cols w:space="720"/>`)
	if f.hasKop(section) {
		o.raw(`<w:titlePg/>`)
	}
	o.raw(`</w:sectPr>`)
}

// header is the head of pages: the head of the letter on the first one, and under the
// text of all of them the watermark.
func (f *file) header(section *document.Section, first bool) {
	o := &f.out
	o.raw(declaration, `<w:hdr`, namespaces, `>`)
	if first && f.hasKop(section) {
		f.letterhead()
	} else {
		o.raw(`<w:p><w:pPr><w:pStyle w:val="`, styleGap, `"/></w:pPr>`)
		f.watermark()
		o.raw(`</w:p>`)
	}
	o.raw(`</w:hdr>`)
}

// letterhead writes the kop: the logo at the left, the lines in the middle between two
// margins of its width, and the rule below.
func (f *file) letterhead() {
	o, kop := &f.out, f.doc.Kop
	indent, missing := 0, 0
	if f.logo != nil {
		indent = twips(f.logo.width + 30)
		lines := 0
		for i := range kop.Lines {
			lines += kopLine(i)
		}
		missing = max(0, twips(f.logo.height)-lines)
	}
	lines := kop.Lines
	if len(lines) == 0 {
		lines = []string{""}
	}
	for i, line := range lines {
		o.raw(`<w:p><w:pPr><w:pStyle w:val="`, styleKop, `"/>`)
		before, after := 0, 0
		if i == 0 {
			before = missing / 2
		}
		if i == len(lines)-1 {
			after = missing - missing/2
		}
		o.value(`<w:spacing w:before="`, before, `"`)
		o.value(` w:after="`, after, `"/>`)
		o.value(`<w:ind w:left="`, indent, `"`)
		o.value(` w:right="`, indent, `"/></w:pPr>`)
		if i == 0 {
			f.watermark()
			f.drawLogo()
			f.run(line, `<w:b/><w:bCs/><w:sz w:val="28"/><w:szCs w:val="28"/>`)
		} else {
			f.run(line, `<w:sz w:val="18"/><w:szCs w:val="18"/>`)
		}
		o.raw(`</w:p>`)
	}
	o.raw(`<w:p><w:pPr><w:pStyle w:val="`, styleGap, `"/><w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="18" w:space="1" w:color="000000"/></w:pBdr></w:pPr></w:p>`,
		`<w:p><w:pPr><w:pStyle w:val="`, styleGap, `"/></w:pPr></w:p>`)
}

// kopLine is the height of a line of the kop, in twips.
func kopLine(i int) int {
	if i == 0 {
		return 322
	}
	return 207
}

func (f *file) drawLogo() {
	if f.logo == nil {
		return
	}
	o := &f.out
	f.drawings++
	extent := func(element string) {
		o.value(`<`+element+` cx="`, emus(f.logo.width), `"`)
		o.value(` cy="`, emus(f.logo.height), `"/>`)
	}
	o.raw(`<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">`,
		`<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>`,
		`<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>`)
	extent("wp:extent")
	o.value(`<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/><wp:docPr id="`, f.drawings, `" name="Logo" descr="Logo"/><wp:cNvGraphicFramePr/>`)
	o.raw(`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>`,
		`<pic:nvPicPr><pic:cNvPr id="0" name="Logo"/><pic:cNvPicPr/></pic:nvPicPr>`,
		`<pic:blipFill><a:blip r:embed="rIdLogo"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`,
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/>`)
	extent("a:ext")
	o.raw(`</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>`)
}

// watermark is a text across the page under everything else, as Word itself makes it: a
// shape of VML, which LibreOffice shows as well.
func (f *file) watermark() {
	if f.doc.Watermark == "" {
		return
	}
	o := &f.out
	f.drawings++
	o.raw(`<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>`,
		`<v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>`,
		`<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>`,
		`<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>`,
		`<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>`,
		`<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>`)
	height := 120
	length := min(460, max(120, width(f.doc.Watermark, false)*height/1000))
	o.value(`<v:shape id="TandaAir`, f.drawings, `"`)
	o.value(` o:spid="_x0000_s`, 2048+f.drawings, `" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;`)
	o.value(`width:`, length, `pt;`)
	o.value(`height:`, height, `pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;`)
	o.raw(`mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d0d0d0" stroked="f"><v:fill opacity=".5"/>`,
		`<v:textpath style="font-family:&quot;`, font, `&quot;;font-size:1pt" string="`)
	o.escaped(f.doc.Watermark)
	o.raw(`"/><w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r>`)
}

// footer is the foot of pages: what they are of at the left, which state and which page
// at the right. A cover has none.
func (f *file) footer(section *document.Section) {
	o := &f.out
	o.raw(declaration, `<w:ftr`, namespaces, `>`)
	if section.Bare {
		o.raw(`<w:p><w:pPr><w:pStyle w:val="`, styleGap, `"/></w:pPr></w:p></w:ftr>`)
		return
	}
	room, _ := section.Room()
	all := twips(max(room, 100))
	columns := []int{all * 54 / 100, all - all*54/100}
	f.openTable(columns, tableLook{borders: `<w:top w:val="single" w:sz="4" w:space="0" w:color="` + lineColour + `"/>`, margin: 0})
	o.raw(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	f.openCell(columns[0], 1, "", "")
	o.raw(`<w:p><w:pPr><w:pStyle w:val="`, styleFoot, `"/><w:spacing w:before="40"/></w:pPr>`)
	f.run(joined(f.doc.Project, section.Title), "")
	o.raw(`</w:p></w:tc>`)
	f.openCell(columns[1], 1, "", "")
	o.raw(`<w:p><w:pPr><w:pStyle w:val="`, styleFoot, `"/><w:spacing w:before="40"/><w:jc w:val="right"/></w:pPr>`)
	f.run(joined(f.doc.Stamp, "Halaman "), "")
	f.field("PAGE", "1")
	f.run(" dari ", "")
	f.field("NUMPAGES", "1")
	o.raw(`</w:p></w:tc></w:tr></w:tbl><w:p><w:pPr><w:pStyle w:val="`, styleGap, `"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p></w:ftr>`)
}

// joined puts a point between two texts when there are both.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}

// field writes a field with what it showed last.
func (f *file) field(instruction, shown string) {
	o := &f.out
	o.raw(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> `, instruction, ` </w:instrText></w:r>`,
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>`, shown, `</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`)
}
