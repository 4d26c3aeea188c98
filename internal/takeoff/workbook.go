package takeoff

import "strings"

// Limits of workbooks, below those of any program.
const (
	maxWorkbookLength    = 4000
	maxWorkbookArguments = 250
)

// Workbook writes the formula as workbooks reckon it: English functions, commas between
// arguments, decimal points, rounded to the places of a volume. Refer tells how a parameter,
// named in lower-case, is referred to; ok is false when it does not know one, and when no
// workbook takes the formula.
func (f *Formula) Workbook(refer func(name string) (text string, ok bool)) (text string, ok bool) {
	w := workbook{refer: refer}
	text = "ROUND(" + w.write(f.root) + ",3)"
	return text, !w.failed && len(text) <= maxWorkbookLength
}

// workbook is a formula on its way into a workbook.
type workbook struct {
	refer  func(string) (string, bool)
	failed bool
}

// write puts every operation into parentheses: workbooks give the sign before the power and
// group powers from the left.
func (w *workbook) write(n node) string {
	switch n := n.(type) {
	case *numberNode:
		return n.number.String()
	case *nameNode:
		return w.name(n.name)
	case *negativeNode:
		return "(0-" + w.write(n.of) + ")"
	case *binaryNode:
		return "(" + w.write(n.left) + string(n.operator) + w.write(n.right) + ")"
	case *callNode:
		return w.call(n)
	}
	w.failed = true
	return ""
}

func (w *workbook) name(name string) string {
	if text, ok := w.refer(name); ok {
		return text
	}
	switch name {
	case "pi":
		return "PI()"
	case "e":
		return "EXP(1)"
	}
	w.failed = true
	return ""
}

func (w *workbook) call(n *callNode) string {
	arguments := make([]string, len(n.arguments))
	for i, argument := range n.arguments {
		arguments[i] = w.write(argument)
	}
	w.failed = w.failed || len(arguments) > maxWorkbookArguments
	name := strings.ToUpper(n.name)
	switch n.name {
	case "avg":
		name = "AVERAGE"
	case "floor":
		name = "INT"
	case "ceil":
		return "(0-INT(0-" + arguments[0] + "))"
	case "pow":
		name = "POWER"
	case "round":
		if len(arguments) == 1 {
			arguments = append(arguments, "0")
		}
	}
	return name + "(" + strings.Join(arguments, ",") + ")"
}
