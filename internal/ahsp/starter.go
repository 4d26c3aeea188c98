package ahsp

import (
	"bufio"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"takar/internal/decimal"
)

// StarterName is the name of the edition that comes with the program.
const StarterName = "Pustaka Contoh Takar"

// StarterPriceSource labels the prices of StarterPrices wherever they are used.
const StarterPriceSource = "harga contoh"

//go:embed starter/barang.txt
var starterItems string

//go:embed starter/analisa.txt
var starterAnalyses string

// Starter returns the small library that comes with the program, so that it shows real
// work before any file is imported. Codes and coefficients are those of the published norm;
// names are short and our own; every unit is stated. Ids are zero, Row is the line in our
// own file.
func Starter() (Edition, []Analysis, error) {
	items, _, err := readItems(starterItems)
	if err != nil {
		return Edition{}, nil, err
	}
	analyses, err := readAnalyses(starterAnalyses, items)
	if err != nil {
		return Edition{}, nil, err
	}
	return Edition{Name: StarterName, Revision: 1, File: "analisa.txt"}, analyses, nil
}

// StarterPrices returns an example price in rupiah for every item of Starter, by item code.
// They are made up to be plausible and must be shown as StarterPriceSource.
func StarterPrices() (map[string]decimal.Decimal, error) {
	_, prices, err := readItems(starterItems)
	return prices, err
}

// starterLines calls visit for each line that is neither blank nor a comment.
func starterLines(text string, visit func(number int, line string) error) error {
	scanner := bufio.NewScanner(strings.NewReader(text))
	for number := 1; scanner.Scan(); number++ {
		line := scanner.Text()
		if trimmed := strings.TrimSpace(line); trimmed == "" || strings.HasPrefix(trimmed, "#") {
			continue
		}
		if err := visit(number, line); err != nil {
			return fmt.Errorf("pustaka contoh, baris %d: %w", number, err)
		}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("pustaka contoh: %w", err)
	}
	return nil
}

// fields splits a line at its bars and requires count of them, none empty.
func fields(line string, count int) ([]string, error) {
	parts := strings.Split(line, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if len(parts) != count || slices.Contains(parts, "") {
		return nil, fmt.Errorf("%q: perlu %d isian", line, count)
	}
	return parts, nil
}

// readItems reads "kode | kategori | uraian | satuan | harga" lines into components without
// a coefficient, and prices.
func readItems(text string) (map[string]Component, map[string]decimal.Decimal, error) {
	items, prices := map[string]Component{}, map[string]decimal.Decimal{}
	err := starterLines(text, func(_ int, line string) error {
		f, err := fields(line, 5)
		if err != nil {
			return err
		}
		kategori, err := ParseKategori(f[1])
		if err != nil {
			return err
		}
		price, err := decimal.Parse(f[4])
		if err != nil {
			return fmt.Errorf("harga %q: %w", f[4], err)
		}
		if _, known := items[f[0]]; known {
			return fmt.Errorf("barang %s ada dua kali", f[0])
		}
		items[f[0]] = Component{Kategori: kategori, Kode: f[0], Uraian: f[2], Satuan: f[3], Resolution: Unresolved}
		prices[f[0]] = price
		return nil
	})
	return items, prices, err
}

// readAnalyses reads headings ("== klasifikasi | sub"), analyses ("kode | nama | satuan")
// and their components, which are indented ("kode koefisien").
func readAnalyses(text string, items map[string]Component) ([]Analysis, error) {
	var analyses []Analysis
	var klasifikasi, sub string
	err := starterLines(text, func(number int, line string) error {
		heading, isHeading := strings.CutPrefix(line, "==")
		switch {
		case isHeading:
			f, err := fields(heading, 2)
			if err != nil {
				return err
			}
			klasifikasi, sub = f[0], f[1]
		case line[0] != ' ':
			f, err := fields(line, 3)
			if err != nil {
				return err
			}
			analyses = append(analyses, Analysis{
				Kode: f[0], Nama: f[1], Satuan: f[2], SatuanFrom: FromFile,
				Klasifikasi: klasifikasi, SubKlasifikasi: sub, Row: number,
			})
		case len(analyses) == 0:
			return fmt.Errorf("%q: komponen sebelum analisa pertama", line)
		default:
			component, err := readStarterComponent(line, items)
			if err != nil {
				return err
			}
			a := &analyses[len(analyses)-1]
			component.Position, component.Row = len(a.Components), number
			a.Components = append(a.Components, component)
		}
		return nil
	})
	return analyses, err
}

func readStarterComponent(line string, items map[string]Component) (Component, error) {
	f := strings.Fields(line)
	if len(f) != 2 {
		return Component{}, fmt.Errorf("%q: perlu kode dan koefisien", line)
	}
	component, known := items[f[0]]
	if !known {
		return Component{}, fmt.Errorf("barang %s tidak ada di daftar barang", f[0])
	}
	koefisien, err := decimal.Parse(f[1])
	if err != nil {
		return Component{}, fmt.Errorf("koefisien %q: %w", f[1], err)
	}
	if component.Koefisien, err = decimal.Koefisien.Quantise(koefisien); err != nil {
		return Component{}, err //nolint:wrapcheck // already a sentence for people
	}
	return component, nil
}
