package demo

import (
	"cmp"
	"context"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// klasifikasi and sub are headings of a work list.
type klasifikasi struct {
	name string
	subs []sub
}

type sub struct {
	name  string
	items []item
}

// item is one pekerjaan: of the starter library by its kode, or a custom one by its uraian.
// With a kode and an uraian it is a reference whose text was changed.
type item struct {
	name   string // by which the other tables of the project call it; "" = the uraian, or else the kode
	kode   string
	uraian string
	satuan string
	volume string // a number, or a formula that begins with "="; "" for none
}

// key is the name by which the other tables of a project call the item.
func (i item) key() string { return cmp.Or(i.name, i.uraian, i.kode) }

// addWork makes the work list and notes the ids of its rows.
func (b *builder) addWork(ctx context.Context) error {
	var in rab.TreeInput
	for _, k := range b.work {
		heading := rab.KlasifikasiInput{Name: k.name}
		for _, s := range k.subs {
			branch := rab.SubInput{Name: s.name}
			for _, i := range s.items {
				row, err := b.row(i)
				if err != nil {
					return err
				}
				branch.Pekerjaan = append(branch.Pekerjaan, row)
			}
			heading.Sub = append(heading.Sub, branch)
		}
		in.Klasifikasi = append(in.Klasifikasi, heading)
	}
	result, _, err := b.app.AppendTree(ctx, b.visit, in)
	b.ids = result.IDs.Pekerjaan
	return err
}

func (b *builder) row(i item) (rab.PekerjaanInput, error) {
	row := rab.PekerjaanInput{TempID: i.key(), Uraian: i.uraian, Satuan: i.satuan, SourceType: string(rab.SourceCustom)}
	if i.kode == "" {
		return row, nil
	}
	reference, err := b.reference(i.kode)
	if err != nil {
		return row, err
	}
	row.SourceType, row.RefID = string(rab.SourceRef), &reference.ID
	if i.uraian != "" {
		row.SourceType = string(rab.SourceRefModified)
	}
	return row, nil
}

// addVolumes enters quantities and formulas.
func (b *builder) addVolumes(ctx context.Context) error {
	var inputs []rab.VolumeInput
	for _, k := range b.work {
		for _, s := range k.subs {
			for _, i := range s.items {
				in := rab.VolumeInput{PekerjaanID: b.ids[i.key()]}
				switch {
				case i.volume == "":
					continue
				case i.volume[0] == '=':
					in.Formula = &i.volume
				default:
					quantity := decimal.Some(decimal.MustParse(i.volume))
					in.Quantity = &quantity
				}
				inputs = append(inputs, in)
			}
		}
	}
	_, _, err := b.app.SaveVolumes(ctx, b.visit, inputs)
	return err
}
