package dossier

import (
	"strconv"
	"strings"

	"takar/internal/document"
	"takar/internal/schedule"
)

// identity is the head of every document: which project it is of (documents 1.3.1, 2.3).
// What is not known is left out.
func (b *builder) identity() *document.Facts {
	h := b.header
	var rows []document.Fact
	add := func(label, value string) {
		if value = strings.TrimSpace(value); value != "" {
			rows = append(rows, document.Fact{Label: label, Value: document.Words(value)})
		}
	}
	add("Kegiatan", b.setting.Kegiatan)
	add("Pekerjaan", h.Nama)
	add("", h.KetProject1)
	add("", h.KetProject2)
	add("Lokasi", h.LokasiProject)
	add("Pemilik", joined(h.NamaClient, h.InstansiClient))
	add("Sumber dana", h.SumberDana)
	add("Tahun anggaran", b.year())
	add("Nomor", b.setting.Nomor)
	return &document.Facts{Groups: []document.FactGroup{{Rows: rows}}}
}

// joined is a name with its company in parentheses.
func joined(name, company string) string {
	if name == "" || company == "" {
		return name + company
	}
	return name + " (" + company + ")"
}

func (b *builder) year() string {
	if year := b.Project.Contract().TahunAnggaran; year != 0 {
		return strconv.Itoa(year)
	}
	return strconv.Itoa(b.header.TahunProject)
}

// The parties that sign.
func (b *builder) perencana(role string) document.Signatory {
	return document.Signatory{
		Role: role, Title: "Konsultan Perencana", Company: b.header.InstansiKonsultanPerencana, Name: b.header.NamaKonsultanPerencana,
		Post: b.setting.JabatanPerencana, NIP: b.setting.NIPPerencana,
	}
}

func (b *builder) pelaksana(role string) document.Signatory {
	return document.Signatory{
		Role: role, Title: "Kontraktor Pelaksana", Company: b.header.InstansiKontraktor, Name: b.header.NamaKontraktor,
		Post: b.setting.JabatanPelaksana, NIP: b.setting.NIPPelaksana,
	}
}

func (b *builder) pengawas(role string) document.Signatory {
	return document.Signatory{
		Role: role, Title: "Konsultan Pengawas", Company: b.header.InstansiKonsultanPengawas, Name: b.header.NamaKonsultanPengawas,
		Post: b.setting.JabatanPengawas, NIP: b.setting.NIPPengawas,
	}
}

func (b *builder) pemilik(role string) document.Signatory {
	return document.Signatory{
		Role: role, Title: "Pemilik Pekerjaan", Company: b.header.InstansiClient, Name: b.header.NamaClient,
		Post: b.header.JabatanClient, NIP: b.setting.NIPClient,
	}
}

// mengetahui is the further person who signs, if one is named.
func (b *builder) mengetahui() []document.Signatory {
	s := b.setting
	if s.PeranMengetahui == "" && s.NamaMengetahui == "" && s.InstansiMengetahui == "" {
		return nil
	}
	role := s.PeranMengetahui
	if role == "" {
		role = "Mengetahui,"
	}
	return []document.Signatory{{Role: role, Company: s.InstansiMengetahui, Name: s.NamaMengetahui, Post: s.JabatanMengetahui, NIP: s.NIPMengetahui}}
}

// estimateSigned are the signatures under a RAB, by what it is for (documents 2.11): the
// planner and the owner, the owner alone under an HPS, the bidder alone under an offer.
// Nothing when nobody is to sign.
func (b *builder) estimateSigned() []document.Block {
	var fields []document.Signatory
	switch b.options.Purpose {
	case ForHPS:
		fields = []document.Signatory{b.pemilik("Ditetapkan oleh,")}
	case ForPenawaran:
		fields = []document.Signatory{b.pelaksana("Diajukan oleh,")}
	default:
		fields = append(b.mengetahui(), b.pemilik("Disetujui oleh,"), b.perencana("Dibuat oleh,"))
	}
	return b.signed(fields)
}

// progressSigned are the three parties under a report: the contractor made it, the
// supervisor checked it, the owner approves it.
func (b *builder) progressSigned() []document.Block {
	return b.signed(append(b.mengetahui(), b.pemilik("Disetujui oleh,"), b.pengawas("Diperiksa oleh,"), b.pelaksana("Dibuat oleh,")))
}

func (b *builder) signed(fields []document.Signatory) []document.Block {
	if b.options.Unsigned || b.bound {
		return nil
	}
	return []document.Block{&document.Signatures{Place: b.place(), Fields: fields}}
}

// What is written by hand.
const (
	dottedPlace = "…………………"
	dottedDate  = "………………………"
)

// place is the line with place and date above a signature, with dots for what is not known.
func (b *builder) place() string {
	place, date := b.setting.Tempat, dottedDate
	if place == "" {
		place = dottedPlace
	}
	if b.setting.Tanggal != "" {
		date = schedule.DayOf(b.setting.Tanggal).Indonesian()
	}
	return place + ", " + date
}
