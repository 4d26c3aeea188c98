package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// findingsShown bounds how many places of one kind are printed.
const findingsShown = 5

// longestQuote bounds a quoted text, in characters.
const longestQuote = 60

// printFindings prints what a file holds and what is wrong with it, kind by kind.
func printFindings(out io.Writer, imported *ahsp.Imported) {
	s := imported.Summary
	fmt.Fprintf(out, "%s (edisi %q): %s baris, %s analisa, %s komponen.\n",
		imported.Edition.File, imported.Edition.Name, count(s.Rows), count(s.Analyses), count(s.Components))
	if len(imported.Findings) == 0 {
		fmt.Fprintln(out, "Tidak ada temuan.")
		return
	}
	byKind := map[ahsp.FindingKind][]ahsp.Finding{}
	for _, f := range imported.Findings {
		byKind[f.Kind] = append(byKind[f.Kind], f)
	}
	for _, kind := range ahsp.FindingKinds {
		if found := byKind[kind]; len(found) > 0 {
			fmt.Fprintf(out, "\n%s %s%s\n", count(len(found)), kind.Label(), detail(kind, s.Findings.LostDecimal))
			printPlaces(out, found)
		}
	}
	fmt.Fprintln(out)
}

func detail(kind ahsp.FindingKind, lost ahsp.LostDecimalCounts) string {
	if kind != ahsp.LostDecimal {
		return ""
	}
	return fmt.Sprintf(" di %s analisa: %s dengan usulan, %s menunggu keputusan orang",
		count(lost.Analyses), count(lost.Proposed), count(lost.Ambiguous))
}

// printPlaces prints the first findings of one kind; what is said of all is said once.
func printPlaces(out io.Writer, found []ahsp.Finding) {
	common := !slices.ContainsFunc(found, func(f ahsp.Finding) bool { return f.Message != found[0].Message })
	if common {
		fmt.Fprintf(out, "  (%s)\n", found[0].Message)
	}
	for _, f := range found[:min(len(found), findingsShown)] {
		fmt.Fprint(out, "  "+findingPlace(f))
		if !common {
			fmt.Fprintf(out, " (%s)", f.Message)
		}
		fmt.Fprintln(out)
	}
	if more := len(found) - findingsShown; more > 0 {
		fmt.Fprintf(out, "  … dan %s lagi\n", count(more))
	}
}

// findingPlace says where a finding is, what stands there and what is proposed.
func findingPlace(f ahsp.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "baris %d", f.Row)
	if f.Column != "" {
		fmt.Fprintf(&b, ", kolom %s", f.Column)
	}
	if f.Kode != "" {
		fmt.Fprintf(&b, ", analisa %s", f.Kode)
	}
	text, proposal := excerpts(f.Text, f.Proposal)
	if text != "" {
		fmt.Fprintf(&b, ": %q", text)
	}
	if proposal != "" {
		fmt.Fprintf(&b, " → %q", proposal)
	}
	return b.String()
}

// excerpts shortens two texts to be quoted, from shortly before the place where they part.
func excerpts(text, proposal string) (string, string) {
	a, b := []rune(text), []rune(proposal)
	from := 0
	for from < min(len(a), len(b)) && a[from] == b[from] {
		from++
	}
	from = max(0, min(from, len(a))-longestQuote/2)
	return excerpt(a, from), excerpt(b, from)
}

func excerpt(text []rune, from int) string {
	if len(text) <= longestQuote || from >= len(text) {
		return string(text)
	}
	before, after := "", ""
	if from > 0 {
		before = "…"
	}
	if end := from + longestQuote; end < len(text) {
		text, after = text[:end], "…"
	}
	return before + string(text[from:]) + after
}

// count prints a number with dots between thousands.
func count(n int) string { return decimal.FromInt(int64(n)).Indonesian(0, 0) }
