package docx

import (
	"strconv"
	"time"

	"takar/internal/document"
)

// Namespaces of the parts of a text.
const (
	namespaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"` +
		` xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"` +
		` xmlns:v="urn:schemas-microsoft-com:vml"` +
		` xmlns:o="urn:schemas-microsoft-com:office:office"` +
		` xmlns:w10="urn:schemas-microsoft-com:office:word"`
	wordML    = `application/vnd.openxmlformats-officedocument.wordprocessingml.`
	relations = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
)

func (f *file) contentTypes() error {
	o := &f.out
	o.raw(declaration, `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`,
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`,
		`<Default Extension="xml" ContentType="application/xml"/>`)
	if f.logo != nil {
		o.raw(`<Default Extension="`, f.logo.extension, `" ContentType="`, f.logo.image.Type, `"/>`)
	}
	override := func(name, contentType string) {
		o.raw(`<Override PartName="/`, name, `" ContentType="`, contentType, `"/>`)
	}
	override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
	override("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml")
	override("word/document.xml", wordML+"document.main+xml")
	override("word/styles.xml", wordML+"styles+xml")
	override("word/settings.xml", wordML+"settings+xml")
	override("word/fontTable.xml", wordML+"fontTable+xml")
	for i, section := range f.sections {
		for _, part := range f.partsOf(i, section) {
			override("word/"+part.name, wordML+part.element()+"+xml")
		}
	}
	for i := range f.charts {
		override("word/charts/chart"+strconv.Itoa(i+1)+".xml", "application/vnd.openxmlformats-officedocument.drawingml.chart+xml")
	}
	o.raw(`</Types>`)
	return nil
}

// relation is one line of a part that names other parts.
func (f *file) relation(id, kind, target string) {
	f.out.raw(`<Relationship Id="`, id, `" Type="`, kind, `" Target="`, target, `"/>`)
}

func (f *file) relationsOf(write func()) {
	f.out.raw(declaration, `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	write()
	f.out.raw(`</Relationships>`)
}

func (f *file) packageRelations() error {
	f.relationsOf(func() {
		f.relation("rId1", relations+"officeDocument", "word/document.xml")
		f.relation("rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml")
		f.relation("rId3", relations+"extended-properties", "docProps/app.xml")
	})
	return nil
}

func (f *file) documentRelations() error {
	f.relationsOf(func() {
		f.relation("rIdStyles", relations+"styles", "styles.xml")
		f.relation("rIdSettings", relations+"settings", "settings.xml")
		f.relation("rIdFonts", relations+"fontTable", "fontTable.xml")
		for i, section := range f.sections {
			for _, part := range f.partsOf(i, section) {
				f.relation(part.id, relations+part.element(), part.name)
			}
		}
		for i := range f.charts {
			f.relation(chartID(i), relations+"chart", "charts/chart"+strconv.Itoa(i+1)+".xml")
		}
	})
	return nil
}

func chartID(i int) string { return "rIdChart" + strconv.Itoa(i+1) }

func (f *file) coreProperties() error {
	o := &f.out
	o.raw(declaration, `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"`,
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	say := func(element, text string) {
		if text != "" {
			o.raw(`<`, element, `>`)
			o.escaped(text)
			o.raw(`</`, element, `>`)
		}
	}
	say("dc:title", f.doc.Title)
	say("dc:subject", f.doc.Project)
	say("dc:creator", f.doc.Author)
	say("cp:keywords", f.doc.Stamp)
	at := f.moment.Format(time.RFC3339)
	o.raw(`<dcterms:created xsi:type="dcterms:W3CDTF">`, at, `</dcterms:created>`,
		`<dcterms:modified xsi:type="dcterms:W3CDTF">`, at, `</dcterms:modified></cp:coreProperties>`)
	return nil
}

func (f *file) appProperties() error {
	f.out.raw(declaration, `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Takar</Application></Properties>`)
	return nil
}

// settings: no questions when it is opened, no red lines under codes and names, and the
// separators of Indonesia. Mode 15 is that of Word 2013 and later.
func (f *file) settings() error {
	f.out.raw(declaration, `<w:settings`, namespaces, `><w:zoom w:percent="100"/><w:hideSpellingErrors/><w:hideGrammaticalErrors/>`,
		`<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>`,
		`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>`,
		`<w:themeFontLang w:val="id-ID"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>`)
	return nil
}

// fonts says what may stand for Arial where it is not installed.
func (f *file) fonts() error {
	f.out.raw(declaration, `<w:fonts`, namespaces, `><w:font w:name="`, font, `"><w:altName w:val="Liberation Sans"/>`,
		`<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>`)
	return nil
}

// logo is the picture of the head of a letter with the size that it is shown in.
type logo struct {
	image         *document.Image
	extension     string
	width, height int // in tenths of a millimetre
}

func (l *logo) target() string { return "media/logo." + l.extension }

// The box of a logo, in tenths of a millimetre.
const logoWidth, logoHeight = 300, 180

// logoOf returns the logo of a head, nil when there is none that can be shown.
func logoOf(kop *document.Kop) *logo {
	if kop == nil || kop.Logo == nil || len(kop.Logo.Data) == 0 || kop.Logo.Width <= 0 || kop.Logo.Height <= 0 {
		return nil
	}
	l := &logo{image: kop.Logo}
	switch kop.Logo.Type {
	case "image/png":
		l.extension = "png"
	case "image/jpeg":
		l.extension = "jpeg"
	default:
		return nil
	}
	l.width, l.height = logoWidth, max(1, logoWidth*kop.Logo.Height/kop.Logo.Width)
	if l.height > logoHeight {
		l.width, l.height = max(1, logoHeight*kop.Logo.Width/kop.Logo.Height), logoHeight
	}
	return l
}
