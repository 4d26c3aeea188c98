package docx_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// order lists the children that an element may have, in the order of the schema (ECMA-376
// part 1, annex A). Word calls a file damaged in which they stand otherwise. "*" = any of
// the names in between may repeat, which concerns heads and feet of sections only.
var order = map[string]string{
	"w:pPr":        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
	"w:rPr":        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
	"w:tblPr":      "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
	"w:tcPr":       "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
	"w:tblBorders": "top left start bottom right end insideH insideV",
	"w:pBdr":       "top left bottom right between bar",
	"w:tblCellMar": "top left start bottom right end",
	"w:tcMar":      "top left start bottom right end",
	"w:sectPr":     "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
	"w:tbl":        "tblPr tblGrid tr",
	"w:tr":         "tblPrEx trPr tc",
	"w:style":      "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked rsid pPr rPr tblPr trPr tcPr tblStylePr",
	"w:styles":     "docDefaults latentStyles style",
	"w:settings":   "writeProtection view zoom hideSpellingErrors hideGrammaticalErrors defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
	"w:font":       "altName panose1 charset family notTrueType pitch sig",
	"wp:inline":    "extent effectExtent docPr cNvGraphicFramePr graphic",
	"wp:anchor":    "simplePos positionH positionV extent effectExtent wrapNone docPr cNvGraphicFramePr graphic",
	"c:chartSpace": "date1904 lang roundedCorners style clrMapOvr pivotSource protection chart spPr txPr externalData printSettings userShapes",
	"c:chart":      "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly dispBlanksAs",
	"c:plotArea":   "layout lineChart catAx valAx dTable spPr",
	"c:lineChart":  "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId",
	"c:ser":        "idx order tx spPr marker dPt dLbls trendline errBars cat val smooth",
	"c:catAx":      "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl",
	"c:valAx":      "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt crossBetween majorUnit minorUnit dispUnits",
	"c:scaling":    "logBase orientation max min",
	"c:legend":     "legendPos legendEntry layout overlay spPr txPr",
	"c:numLit":     "formatCode ptCount pt",
	"c:strLit":     "ptCount pt",
}

// repeated are the children that may stand more than once in their parent.
var repeated = []string{"headerReference", "footerReference", "tr", "tc", "style", "ser", "axId", "pt"}

// disorder returns what is against the schema in a part.
func disorder(root *node) []string {
	var faults []string
	root.walk(func(n *node) {
		allowed, known := order[n.name]
		if known {
			faults = append(faults, misplaced(n, strings.Fields(allowed))...)
		}
		switch n.name {
		case "w:tc": // ends with a paragraph
			if len(n.children) == 0 || n.children[len(n.children)-1].name != "w:p" {
				faults = append(faults, "a cell does not end with a paragraph")
			}
		case "w:body", "w:hdr", "w:ftr": // tables that touch are joined
			for i := 1; i < len(n.children); i++ {
				if n.children[i].name == "w:tbl" && n.children[i-1].name == "w:tbl" {
					faults = append(faults, "two tables touch")
				}
			}
			if n.name != "w:body" && (len(n.children) == 0 || n.children[len(n.children)-1].name != "w:p") {
				faults = append(faults, n.name+" does not end with a paragraph")
			}
		case "w:tbl":
			faults = append(faults, raggedRows(n)...)
		}
	})
	return faults
}

func misplaced(n *node, allowed []string) []string {
	var faults []string
	last := -1
	for _, child := range n.children {
		_, name, _ := strings.Cut(child.name, ":")
		place := slices.Index(allowed, name)
		switch {
		case place < 0:
			faults = append(faults, fmt.Sprintf("%s is not allowed in %s", child.name, n.name))
		case place < last, place == last && !slices.Contains(repeated, name) && last >= 0:
			if n.name == "w:sectPr" && strings.HasSuffix(name, "Reference") {
				continue
			}
			faults = append(faults, fmt.Sprintf("%s stands wrong in %s", child.name, n.name))
		}
		last = max(last, place)
	}
	return faults
}

// raggedRows: the cells of each row cover all columns of the grid, and are as wide.
func raggedRows(table *node) []string {
	var faults []string
	columns := len(table.child("w:tblGrid").children)
	if columns == 0 || columns > 63 {
		faults = append(faults, fmt.Sprintf("a table of %d columns", columns))
	}
	for _, row := range table.children {
		if row.name != "w:tr" {
			continue
		}
		covered := 0
		for _, cell := range row.all("w:tc") {
			span := 1
			if text := cell.value("w:tcPr", "w:gridSpan"); text != "" {
				if _, err := fmt.Sscan(text, &span); err != nil {
					faults = append(faults, err.Error())
				}
			}
			covered += span
		}
		if covered != columns {
			faults = append(faults, fmt.Sprintf("a row covers %d of %d columns", covered, columns))
		}
	}
	return faults
}

func TestElementsStandInTheOrderOfTheSchema(t *testing.T) {
	a := opened(t, written(t, everything(t)))
	for name, part := range a.parts {
		for _, fault := range disorder(part) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

func TestOrderOfTheSchemaIsJudged(t *testing.T) {
	wrong := `<w:pPr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:jc/><w:pStyle/><w:jc/><w:nonsense/></w:pPr>`
	root, err := parse([]byte(wrong))
	if err != nil {
		t.Fatal(err)
	}
	if faults := disorder(root); len(faults) != 3 {
		t.Errorf("faults %q, want three: order, twice, unknown", faults)
	}
}
