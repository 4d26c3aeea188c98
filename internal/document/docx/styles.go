package docx

// font is on every machine with Word, and has a twin of the same widths elsewhere.
const font = "Arial"

// Styles of paragraphs, by their ids.
const (
	styleTitle     = "Heading1" // of a section
	styleHeading   = "Heading2"
	styleHeading2  = "Heading3"
	styleCell      = "IsiTabel"
	styleCellRight = "IsiTabelKanan"
	styleCellMid   = "IsiTabelTengah"
	styleHead      = "KepalaTabel"
	styleNote      = "Catatan"
	styleSmall     = "CatatanKecil"
	styleSign      = "TandaTangan"
	styleGap       = "Jarak"
	styleFoot      = "Footer"
	styleKop       = "Kop"
	styleCover     = "Title"
	styleCoverName = "Subtitle"
	styleContents  = "TOC1"
)

// Sizes, in half points.
const (
	sizeCell = 16
	sizeHead = 15
)

// Colours of paper: they stay apart when they are printed in grey.
const (
	shadeHead     = "D9E2EC"
	shadeGroup    = "E4E7EB"
	shadeSubgroup = "F2F4F6"
	shadeTotal    = "E4E7EB"
	shadeFaulty   = "FFF0D6"
	shadePlan     = "BBD7F2"
	shadeActual   = "F6D5A3"
	shadeOff      = "E0E0E0"
	shadeBox      = "F7F8FA"
	lineColour    = "8A929B"
	toneGood      = "1B6E3C"
	toneWarn      = "8A5300"
	toneBad       = "B3261E"
	toneQuiet     = "59626C"
)

type style struct {
	id, name, based string
	paragraph, run  string // properties
}

// The order of properties within a paragraph and a run is that of the schema.
var styles = []style{
	{styleTitle, "heading 1", "Normal", `<w:keepNext/><w:spacing w:before="60" w:after="160"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>`, `<w:b/><w:bCs/><w:sz w:val="26"/><w:szCs w:val="26"/>`},
	{styleHeading, "heading 2", "Normal", `<w:keepNext/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="1"/>`, `<w:b/><w:bCs/><w:sz w:val="21"/><w:szCs w:val="21"/>`},
	{styleHeading2, "heading 3", "Normal", `<w:keepNext/><w:spacing w:before="140" w:after="60"/><w:outlineLvl w:val="2"/>`, `<w:b/><w:bCs/><w:sz w:val="18"/><w:szCs w:val="18"/>`},
	{styleCover, "Title", "Normal", `<w:spacing w:before="240" w:after="240"/><w:jc w:val="center"/>`, `<w:b/><w:bCs/><w:sz w:val="48"/><w:szCs w:val="48"/>`},
	{styleCoverName, "Subtitle", "Normal", `<w:spacing w:before="120" w:after="120"/><w:jc w:val="center"/>`, `<w:b/><w:bCs/><w:sz w:val="30"/><w:szCs w:val="30"/>`},
	{styleContents, "toc 1", "Normal", `<w:spacing w:after="80"/>`, `<w:sz w:val="20"/><w:szCs w:val="20"/>`},
	{styleNote, "Catatan", "Normal", `<w:spacing w:before="80" w:after="80"/>`, ``},
	{styleSmall, "Catatan Kecil", "Normal", `<w:spacing w:before="60" w:after="60"/>`, `<w:sz w:val="15"/><w:szCs w:val="15"/>`},
	{styleCell, "Isi Tabel", "Normal", ``, `<w:sz w:val="16"/><w:szCs w:val="16"/>`},
	{styleCellRight, "Isi Tabel Kanan", styleCell, `<w:jc w:val="right"/>`, ``},
	{styleCellMid, "Isi Tabel Tengah", styleCell, `<w:jc w:val="center"/>`, ``},
	{styleHead, "Kepala Tabel", "Normal", `<w:keepNext/><w:jc w:val="center"/>`, `<w:b/><w:bCs/><w:sz w:val="15"/><w:szCs w:val="15"/>`},
	{styleSign, "Tanda Tangan", "Normal", `<w:keepLines/><w:jc w:val="center"/>`, ``},
	{styleKop, "Kop", "Normal", `<w:jc w:val="center"/>`, ``},
	{styleFoot, "footer", "Normal", ``, `<w:color w:val="` + toneQuiet + `"/><w:sz w:val="14"/><w:szCs w:val="14"/>`},
	{styleGap, "Jarak", "Normal", `<w:spacing w:line="120" w:lineRule="exact"/>`, `<w:sz w:val="8"/><w:szCs w:val="8"/>`},
}

func (f *file) styles() error {
	o := &f.out
	o.raw(declaration, `<w:styles`, namespaces, `><w:docDefaults><w:rPrDefault><w:rPr>`,
		`<w:rFonts w:ascii="`, font, `" w:eastAsia="`, font, `" w:hAnsi="`, font, `" w:cs="`, font, `"/>`,
		`<w:sz w:val="18"/><w:szCs w:val="18"/><w:lang w:val="id-ID" w:eastAsia="id-ID" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>`,
		`<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`,
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`,
		`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>`,
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>`,
		`<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="57" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	for _, s := range styles {
		o.raw(`<w:style w:type="paragraph" w:styleId="`, s.id, `"><w:name w:val="`, s.name, `"/><w:basedOn w:val="`, s.based, `"/><w:qFormat/>`)
		if s.paragraph != "" {
			o.raw(`<w:pPr>`, s.paragraph, `</w:pPr>`)
		}
		if s.run != "" {
			o.raw(`<w:rPr>`, s.run, `</w:rPr>`)
		}
		o.raw(`</w:style>`)
	}
	o.raw(`</w:styles>`)
	return nil
}
