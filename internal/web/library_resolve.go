package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// resolveStaged settles findings: one by its button, those with a typed value together, or all
// of a kind by a rule.
func (s *Site) resolveStaged(r *serve.Request) error {
	values, err := readForm(r)
	if err != nil {
		return err
	}
	staged, err := stagedOf(r)
	if err != nil {
		return err
	}
	var version *int64
	if sent, err := strconv.ParseInt(values.Get("version"), 10, 64); err == nil {
		version = &sent
	}
	rules, err := readRules(staged, values)
	changed := 0
	if err == nil {
		_, changed, err = r.App.ResolveFindings(r.HTTP.Context(), r.Visit, staged.ID, version, rules, nil, values.Get("why"))
	}
	said, err := refusals(err)
	if err != nil {
		return err
	}
	if said != nil {
		if staged, err = stagedOf(r); err != nil {
			return err
		}
		return s.showStaged(r, staged, &stagedForms{problems: said, resolve: values})
	}
	s.leaveNotice(r, "settled", changed)
	return redirect(r, backTo(values, stagedAddress(staged.ID)))
}

// readRules reads what a form asks for.
func readRules(staged *app.StagedImport, values url.Values) ([]ahsp.Rule, error) {
	do, rest, _ := strings.Cut(values.Get("do"), ":")
	switch do {
	case "accept", "keep":
		at, err := strconv.Atoi(rest)
		if err != nil {
			return nil, app.ErrNotFound
		}
		return []ahsp.Rule{{Finding: &at, Action: ahsp.Action(do)}}, nil
	case "rule":
		return readRule(values)
	}
	var rules []ahsp.Rule
	for name, list := range values {
		text, isValue := strings.CutPrefix(name, "value-")
		at, err := strconv.Atoi(text)
		if !isValue || err != nil || strings.TrimSpace(list[0]) == "" || at < 0 || at >= len(staged.Findings) {
			continue
		}
		value, err := findingValue(staged.Findings[at].Kind, list[0])
		if err != nil {
			return nil, rab.Refuse("value", "%s, baris %d: %s", staged.Findings[at].Kode, staged.Findings[at].Row, err)
		}
		rules = append(rules, ahsp.Rule{Finding: &at, Action: ahsp.Set, Value: value})
	}
	if len(rules) == 0 {
		return nil, rab.Refuse("value", "isi sedikitnya satu nilai, atau pakai tombol di barisnya")
	}
	slices.SortFunc(rules, func(a, b ahsp.Rule) int { return *a.Finding - *b.Finding })
	return rules, nil
}

func readRule(values url.Values) ([]ahsp.Rule, error) {
	rule := ahsp.Rule{Kind: ahsp.FindingKind(values.Get("kind")), Action: ahsp.Action(values.Get("action")), Value: strings.TrimSpace(values.Get("value"))}
	if text := values.Get("rule_kategori"); text != "" {
		kategori, err := ahsp.ParseKategori(text)
		if err != nil {
			return nil, rab.Refuse("rule_kategori", "%s", err)
		}
		rule.Kategori = kategori
	}
	if text := strings.TrimSpace(values.Get("digits")); text != "" {
		digits, err := strconv.Atoi(text)
		if err != nil || digits < 1 || digits > 40 {
			return nil, rab.Refuse("digits", "banyak angka harus bilangan bulat 1 sampai 40")
		}
		rule.Digits = digits
	}
	if rule.Action == ahsp.Set {
		value, err := findingValue(rule.Kind, rule.Value)
		if err != nil {
			return nil, rab.Refuse("value", "%s", err)
		}
		rule.Value = value
	}
	return []ahsp.Rule{rule}, nil
}

// findingValue reads a typed value for findings of a kind, numbers into wire form.
func findingValue(kind ahsp.FindingKind, text string) (string, error) {
	text = strings.TrimSpace(text)
	if !numeric(kind) {
		return text, nil
	}
	n, err := decimal.Koefisien.ParseText(text)
	if err != nil {
		return "", err //nolint:wrapcheck // a sentence for people
	}
	if !n.Valid {
		return "", nil // the rule says what is missing
	}
	return n.Decimal.String(), nil
}
