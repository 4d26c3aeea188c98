package store

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// mapping ties a row type of package rab to its table: the columns are the JSON names of
// the fields, so that a row, an operation record and a JSON parameter agree by
// construction.
type mapping struct {
	table   string
	columns []column
	fields  [][]int // reflect index path of each column
}

// names returns the column names joined by commas, each with a prefix.
func (m *mapping) names(prefix string) string {
	names := make([]string, len(m.columns))
	for i, c := range m.columns {
		names[i] = prefix + c.name
	}
	return strings.Join(names, ", ")
}

var mappings sync.Map // row type → *mapping

// mappingOf returns the mapping of row type T (a struct) to a table.
func mappingOf[T any](table string) *mapping {
	row := reflect.TypeFor[T]()
	if known, ok := mappings.Load(row); ok {
		return known.(*mapping) //nolint:forcetypeassert // only mappings are stored
	}
	m := &mapping{table: table}
	m.addFields(row, nil)
	known, _ := mappings.LoadOrStore(row, m)
	return known.(*mapping) //nolint:forcetypeassert // only mappings are stored
}

func (m *mapping) addFields(t reflect.Type, path []int) {
	for i := range t.NumField() {
		field := t.Field(i)
		index := append(append([]int(nil), path...), i)
		if field.Anonymous {
			m.addFields(field.Type, index)
			continue
		}
		name := strings.Split(field.Tag.Get("json"), ",")[0]
		if name == "" || name == "-" {
			panic(fmt.Sprintf("store: field %s of %s has no column name", field.Name, t))
		}
		m.columns = append(m.columns, column{name: name, kind: kindOf(field.Type)})
		m.fields = append(m.fields, index)
	}
}

func kindOf(t reflect.Type) columnKind {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[decimal.Decimal](), t == reflect.TypeFor[decimal.Null]():
		return kindDecimal
	case t.Kind() == reflect.Bool:
		return kindBool
	case t.Kind() == reflect.String:
		return kindText
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return kindInt
	}
	panic(fmt.Sprintf("store: no column kind for %s", t))
}

// targets returns pointers to the fields of a row (a pointer to the mapped struct), in
// the order of the columns.
func (m *mapping) targets(row any) []any {
	value := reflect.ValueOf(row).Elem()
	list := make([]any, len(m.fields))
	for i, path := range m.fields {
		list[i] = value.FieldByIndex(path).Addr().Interface()
	}
	return list
}

// scanRows reads all rows of a query whose columns are those of the mapping.
func scanRows[T any](m *mapping, rows *rows) ([]*T, error) {
	defer rows.Close() // Err below reports what Close would
	var list []*T
	var read T
	targets := m.targets(&read)
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, fmt.Errorf("store: read %s: %w", m.table, err)
		}
		row := read // what Scan puts behind a pointer is new for every row
		list = append(list, &row)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: read %s: %w", m.table, err)
	}
	return list, nil
}

// rowTables maps the tables that hold the rows of a project, besides its own.
var rowTables = []*mapping{
	mappingOf[rab.Pricing]("pricing"), mappingOf[rab.State]("project_state"), mappingOf[rab.Heading]("heading"),
	mappingOf[rab.Pekerjaan]("pekerjaan"), mappingOf[rab.Volume]("volume"), mappingOf[rab.Analysis]("analysis"),
	mappingOf[rab.PriceItem]("price_item"), mappingOf[rab.Component]("component"), mappingOf[rab.Conversion]("conversion"),
	mappingOf[rab.Parameter]("parameter"), mappingOf[rab.Progress]("progress"), mappingOf[rab.Tahapan]("tahapan"),
	mappingOf[rab.TahapanMember]("tahapan_member"), mappingOf[rab.ScheduleSetting]("schedule_setting"), mappingOf[rab.Contract]("contract"),
	mappingOf[rab.DocumentSetting]("document_setting"), mappingOf[rab.DocumentLogo]("document_logo"),
}
