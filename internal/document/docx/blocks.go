package docx

import (
	"strconv"

	"takar/internal/document"
)

// blocks writes the blocks of a section.
type blocks struct {
	*file

	section *document.Section
	index   int // of the section
	room    int // between the margins, in tenths of a millimetre
	list    []document.Block
}

func (b *blocks) write(i int) error {
	switch block := b.list[i].(type) {
	case *document.Heading:
		style := styleHeading
		if block.Level > 1 {
			style = styleHeading2
		}
		b.paragraph(style, "", block.Text, "")
	case *document.Facts:
		b.facts(block, 0, b.chained(i))
	case *document.Table:
		return b.table(block, b.tail(i), b.chained(i))
	case *document.Note:
		b.note(block, b.chained(i))
	case *document.Signatures:
		b.signatures(block)
	case *document.Cover:
		b.cover(block)
	case *document.Contents:
		b.contents(block)
	case *document.PageBreak:
		if i > 0 && i < len(b.list)-1 {
			b.paragraph(styleGap, `<w:pageBreakBefore/><w:spacing w:line="20" w:lineRule="exact"/>`, "", "")
		}
	}
	return nil
}

// chained reports whether a block must be on the page on which the next one begins.
func (b *blocks) chained(i int) bool {
	if i+1 >= len(b.list) {
		return false
	}
	switch next := b.list[i+1].(type) {
	case *document.Signatures:
		return true
	case *document.Note:
		if next.KeepWithTable {
			return true
		}
	case *document.PageBreak:
		return false
	}
	table, ok := b.list[i].(*document.Table)
	return ok && table.Tail > 0
}

// tail is how many last rows of a table come along with what follows.
func (b *blocks) tail(i int) int {
	table, ok := b.list[i].(*document.Table)
	if !ok || !b.chained(i) {
		return 0
	}
	return max(table.Tail, 2)
}

// note writes a paragraph, in a frame if it must not be overlooked.
func (b *blocks) note(n *document.Note, chained bool) {
	style := styleNote
	if n.Small {
		style = styleSmall
	}
	more := keepNext(chained) + `<w:keepLines/>`
	if n.Boxed {
		more += `<w:pBdr>`
		for _, side := range []string{"top", "left", "bottom", "right"} {
			more += `<w:` + side + ` w:val="single" w:sz="6" w:space="4" w:color="` + lineColour + `"/>`
		}
		more += `</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="` + shadeBox + `"/><w:ind w:left="113" w:right="113"/>`
	}
	b.out.raw(`<w:p><w:pPr><w:pStyle w:val="`, style, `"/>`, more, `</w:pPr>`)
	if n.Title != "" {
		between := ""
		if n.Text != "" {
			between = ": "
		}
		b.run(n.Title+between, `<w:b/><w:bCs/>`)
	}
	if n.Text != "" {
		b.run(n.Text, "")
	}
	b.out.raw(`</w:p>`)
}

// facts writes labels and values in columns, side by side when there are several groups.
func (b *blocks) facts(facts *document.Facts, indent int, chained bool) {
	groups := facts.Groups
	rows, titled := 0, false
	for _, group := range groups {
		rows = max(rows, len(group.Rows))
		titled = titled || group.Title != ""
	}
	if rows == 0 && !titled {
		return
	}
	each := (twips(b.room) - indent) / len(groups)
	var columns []int
	for i := range groups {
		label := min(max(labelWidth(groups[i].Rows)+150, 900), each*45/100)
		columns = append(columns, label, 170, each-label-170)
	}
	b.openTable(columns, tableLook{margin: 57, indent: indent})
	if titled {
		b.out.raw(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, group := range groups {
			b.openCell(columns[3*i]+columns[3*i+1]+columns[3*i+2], 3, "", "")
			b.paragraph("Normal", keepNext(true), group.Title, `<w:b/><w:bCs/>`)
			b.out.raw(`</w:tc>`)
		}
		b.out.raw(`</w:tr>`)
	}
	for row := range rows {
		b.out.raw(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, group := range groups {
			var fact document.Fact
			if row < len(group.Rows) {
				fact = group.Rows[row]
			}
			b.fact(fact, columns[3*i:3*i+3], chained || row < rows-1)
		}
		b.out.raw(`</w:tr>`)
	}
	b.out.raw(`</w:tbl>`)
	b.gap(chained)
}

func labelWidth(rows []document.Fact) int {
	most := 0
	for _, row := range rows {
		most = max(most, width(row.Label, false))
	}
	return most * 180 / 1000 // at 9 points
}

func (b *blocks) fact(fact document.Fact, columns []int, keep bool) {
	colon := ""
	if fact.Label != "" {
		colon = ":"
	}
	value := fact.Value.Shown(fact.Kind)
	look := ""
	if fact.Value.Bold || fact.Tone != document.Plain {
		look = `<w:b/><w:bCs/>`
	}
	switch fact.Tone {
	case document.Good:
		look += `<w:color w:val="` + toneGood + `"/>`
	case document.Warn:
		look += `<w:color w:val="` + toneWarn + `"/>`
	case document.Bad:
		look += `<w:color w:val="` + toneBad + `"/>`
	}
	for i, text := range []string{fact.Label, colon, value} {
		b.openCell(columns[i], 1, "", "")
		properties := ""
		if i == 2 {
			properties = look
		}
		b.paragraph("Normal", keepNext(keep), text, properties)
		b.out.raw(`</w:tc>`)
	}
}

// signatures are the fields in which people sign, one column each, on one page.
func (b *blocks) signatures(s *document.Signatures) {
	if s.Title != "" {
		b.paragraph(styleHeading, `<w:jc w:val="center"/>`, s.Title, "")
	}
	fields := s.Fields
	if len(fields) == 0 {
		return
	}
	columns := make([]int, len(fields))
	for i := range columns {
		columns[i] = twips(b.room) / len(fields)
	}
	if len(fields) == 1 { // alone, at the right
		half := twips(b.room) / 2
		columns = []int{twips(b.room) - half, half}
		fields = []document.Signatory{{}, fields[0]}
	}
	b.paragraph(styleGap, `<w:keepNext/>`, "", "")
	b.openTable(columns, tableLook{margin: 57})
	line := func(text func(i int, f document.Signatory) string, properties string, last bool) {
		some := false
		for i, field := range fields {
			some = some || text(i, field) != ""
		}
		if !some && !last {
			return
		}
		b.out.raw(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, field := range fields {
			b.openCell(columns[i], 1, "", "")
			shown := text(i, field)
			look := properties
			if shown == dots {
				look = ""
			}
			b.paragraph(styleSign, keepNext(!last), shown, look)
			b.out.raw(`</w:tc>`)
		}
		b.out.raw(`</w:tr>`)
	}
	signs := func(i int) bool { return len(s.Fields) > 1 || i == 1 }
	line(func(i int, _ document.Signatory) string {
		if i == len(fields)-1 {
			return s.Place
		}
		return ""
	}, "", false)
	line(func(_ int, f document.Signatory) string { return f.Role }, "", false)
	line(func(_ int, f document.Signatory) string { return f.Title }, "", false)
	line(func(_ int, f document.Signatory) string { return f.Company }, `<w:b/><w:bCs/>`, false)
	b.out.raw(`<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="1020" w:hRule="atLeast"/></w:trPr>`)
	for i := range fields {
		b.openCell(columns[i], 1, "", "")
		b.paragraph(styleSign, `<w:keepNext/>`, "", "")
		b.out.raw(`</w:tc>`)
	}
	b.out.raw(`</w:tr>`)
	line(func(i int, f document.Signatory) string {
		if f.Name == "" && signs(i) {
			return dots
		}
		return f.Name
	}, `<w:b/><w:bCs/><w:u w:val="single"/>`, false)
	line(func(_ int, f document.Signatory) string { return f.Post }, "", false)
	line(func(_ int, f document.Signatory) string { return f.NIP }, "", true)
	b.out.raw(`</w:tbl>`)
	b.gap(false)
}

// dots is where a name that is not known is written by hand.
const dots = "……………………………"

// cover is a front page: the title in the upper middle, facts below, lines at the foot.
func (b *blocks) cover(c *document.Cover) {
	_, height := b.section.Room()
	top := twips(height / 6)
	if c.Over != "" {
		b.paragraph(styleCoverName, `<w:spacing w:before="`+strconv.Itoa(top)+`" w:after="0"/>`, c.Over, `<w:b w:val="0"/><w:bCs w:val="0"/><w:sz w:val="24"/><w:szCs w:val="24"/>`)
		top = 240
	}
	b.paragraph(styleCover, `<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="10" w:color="`+lineColour+`"/></w:pBdr><w:spacing w:before="`+strconv.Itoa(top)+`" w:after="360"/>`, c.Title, "")
	if c.Name != "" {
		b.paragraph(styleCoverName, `<w:spacing w:before="0" w:after="`+strconv.Itoa(twips(height/10))+`"/>`, c.Name, "")
	}
	if len(c.Facts) > 0 {
		b.facts(&document.Facts{Groups: []document.FactGroup{{Rows: c.Facts}}}, twips(b.room)/5, false)
	}
	// A frame holds the last lines at the foot of the page, whatever stands above.
	frame := `<w:framePr w:w="` + strconv.Itoa(twips(b.room)) + `" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="center" w:yAlign="bottom"/>`
	for _, line := range c.Foot {
		b.paragraph(styleSign, frame, line, `<w:b/><w:bCs/><w:sz w:val="22"/><w:szCs w:val="22"/>`)
	}
}

// contents lists the sections after it with their pages. The numbers are fields: what
// they show first is reckoned from the rows, and Word sets them right when it prints.
func (b *blocks) contents(c *document.Contents) {
	if c.Title != "" {
		b.paragraph(styleHeading, `<w:jc w:val="center"/>`, c.Title, "")
	}
	tab := `<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="` + strconv.Itoa(twips(b.room)) + `"/></w:tabs>`
	for i := b.index + 1; i < len(b.sections); i++ {
		section := b.sections[i]
		if section.Bare || section.Title == "" {
			continue
		}
		b.out.raw(`<w:p><w:pPr><w:pStyle w:val="`, styleContents, `"/>`, tab, `</w:pPr><w:hyperlink w:anchor="`, bookmark(i), `" w:history="1">`)
		b.run(section.Title, "")
		b.out.raw(`<w:r><w:tab/></w:r>`)
		b.field(`PAGEREF `+bookmark(i)+` \h`, strconv.Itoa(b.pageOf(i)))
		b.out.raw(`</w:hyperlink></w:p>`)
	}
}
