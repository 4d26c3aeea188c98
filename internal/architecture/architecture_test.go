// Package architecture checks what the linter cannot see: a float that no type names, such as
// the one behind x := 1.5, and rules that are missing for a package.
package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pure lists the packages in which money, volumes and coefficients are computed.
var pure = []string{"decimal", "takeoff", "ahsp", "rab", "schedule", "exchange", "document", "dossier"}

func TestPurePackagesHoldNoFloatLiteral(t *testing.T) {
	checked := 0
	for _, name := range pure {
		files, err := filepath.Glob(filepath.Join("..", name, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range floatLiterals(t, file, source) {
				t.Errorf("%s: a literal float; use the decimal package", found)
			}
			checked++
		}
	}
	if checked == 0 {
		t.Fatal("no source was found to check")
	}
}

func TestFloatLiteralsAreFound(t *testing.T) {
	found := floatLiterals(t, "sample.go", []byte(`package sample

const half = .5

func area(wide, high int) any {
	scale := 1.5e3
	return complex(float64(wide)*scale, float64(high)) + 2i
}

func fine() (int, string, rune) { return 15, "1.5", '5' }
`))
	want := []string{"sample.go:3:14", "sample.go:6:11", "sample.go:7:55"}
	if strings.Join(found, " ") != strings.Join(want, " ") {
		t.Errorf("found %v, want %v", found, want)
	}
}

// The linter's rules name every pure package: one that is forgotten there would be free.
// Packages inside of one, such as those that draw documents, are not meant.
func TestLinterKnowsEveryPurePackage(t *testing.T) {
	rules, err := os.ReadFile(filepath.Join("..", "..", ".golangci.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pure {
		if !strings.Contains(string(rules), `files: ["**/internal/`+name+`/*.go", "!$test"]`) {
			t.Errorf(".golangci.yml has no import rule for internal/%s", name)
		}
	}
	if !strings.Contains(string(rules), "path-except: ^internal/("+strings.Join(pure, "|")+")/[a-z_]+\\.go$") {
		t.Errorf(".golangci.yml forbids floats and the clock in other packages than %v", pure)
	}
}

// floatLiterals returns the places of floating-point and imaginary literals.
func floatLiterals(t *testing.T, name string, source []byte) []string {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok && (literal.Kind == token.FLOAT || literal.Kind == token.IMAG) {
			found = append(found, files.Position(literal.Pos()).String())
		}
		return true
	})
	return found
}
