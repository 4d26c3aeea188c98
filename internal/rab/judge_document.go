package rab

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what documents say.
const (
	MaxKopLine       = 120       // characters of a line of the head of a letter
	MaxLogoSide      = 600       // pixels of the longer side of a logo
	MaxLogoBytes     = 1_000_000 // of the file of a logo
	maxDocumentText  = 255
	maxDocumentWords = 1000 // of a text that may be a sentence or two
)

// The types of pictures that a logo may be.
const (
	LogoPNG  = "image/png"
	LogoJPEG = "image/jpeg"
)

// DocumentText is a text of a DocumentSetting: its key, its name for people, and how many
// characters it may have.
type DocumentText struct {
	Path, Name string
	Value      *string
	Limit      int
}

// Texts lists the texts that stand on one line, in the order in which a form asks for them.
func (s *DocumentSetting) Texts() []DocumentText {
	return []DocumentText{
		{"nomor", "Nomor dokumen", &s.Nomor, MaxLabel},
		{"tempat", "Tempat", &s.Tempat, maxDocumentText},
		{"kegiatan", "Program atau kegiatan", &s.Kegiatan, maxDocumentWords},
		{"jam_per_hari", "Jam kerja per hari", &s.JamPerHari, MaxSatuan},
		{"sumber_analisa", "Sumber analisa", &s.SumberAnalisa, maxDocumentWords},
		{"harga_termasuk", "Yang termasuk dalam harga", &s.HargaTermasuk, maxDocumentWords},
		{"nip_client", "NIP pemilik", &s.NIPClient, maxDocumentText},
		{"jabatan_pelaksana", "Jabatan pelaksana", &s.JabatanPelaksana, maxDocumentText},
		{"nip_pelaksana", "NIP pelaksana", &s.NIPPelaksana, maxDocumentText},
		{"jabatan_perencana", "Jabatan perencana", &s.JabatanPerencana, maxDocumentText},
		{"nip_perencana", "NIP perencana", &s.NIPPerencana, maxDocumentText},
		{"jabatan_pengawas", "Jabatan pengawas", &s.JabatanPengawas, maxDocumentText},
		{"nip_pengawas", "NIP pengawas", &s.NIPPengawas, maxDocumentText},
		{"peran_mengetahui", "Peran pihak lain", &s.PeranMengetahui, maxDocumentText},
		{"nama_mengetahui", "Nama pihak lain", &s.NamaMengetahui, maxDocumentText},
		{"instansi_mengetahui", "Instansi pihak lain", &s.InstansiMengetahui, maxDocumentText},
		{"jabatan_mengetahui", "Jabatan pihak lain", &s.JabatanMengetahui, maxDocumentText},
		{"nip_mengetahui", "NIP pihak lain", &s.NIPMengetahui, maxDocumentText},
	}
}

// Judge brings the setting into the form in which it is kept, and returns what is wrong with
// it. Spaces around words go, and so do empty lines around the head of the letter.
func (s *DocumentSetting) Judge() Problems {
	var problems Problems
	s.Kop = problems.kop(s.Kop)
	for _, text := range s.Texts() {
		*text.Value = problems.line(text.Path, text.Name, *text.Value, text.Limit)
	}
	if _, err := ParseDate(string(s.Tanggal)); err != nil {
		problems.Add("tanggal", "Tanggal dokumen tidak sah: %v", err)
	}
	return problems
}

// kop judges the head of a letter, line by line.
func (p *Problems) kop(text string) string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	for i := range lines {
		lines[i] = p.line("kop", "Baris kop surat", lines[i], MaxKopLine)
	}
	kop := strings.Trim(strings.Join(lines, "\n"), "\n")
	if n := strings.Count(kop, "\n") + 1; n > MaxKopLines {
		p.Add("kop", "Kop surat paling banyak %d baris, ini %d: gabungkan atau hapus sebagian.", MaxKopLines, n)
	}
	return kop
}

// line judges a text that stands on one line, in any format of a document.
func (p *Problems) line(path, what, value string, limit int) string {
	value = strings.Join(strings.Fields(value), " ")
	if !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl) {
		p.Add(path, "%s berisi karakter yang tidak dapat dicetak: ketik ulang isinya.", what)
		return ""
	}
	return p.Text(path, what, value, limit)
}

// Judge returns what is wrong with a logo: it must be a whole picture of the type and the
// size that it says, and not larger than a head of a letter needs.
func (l *DocumentLogo) Judge() Problems {
	var problems Problems
	data, err := base64.StdEncoding.DecodeString(l.Data)
	switch {
	case err != nil || len(data) == 0:
		problems.Add("data", "Logo tidak dapat dibaca: unggah gambarnya lagi.")
	case len(data) > MaxLogoBytes:
		problems.Add("data", "Logo terlalu besar: paling banyak %d kB.", MaxLogoBytes/1000)
	case l.Width < 1 || l.Height < 1 || max(l.Width, l.Height) > MaxLogoSide:
		problems.Add("width", "Ukuran logo harus 1 sampai %d titik pada sisi terpanjangnya.", MaxLogoSide)
	case !l.matches(data):
		problems.Add("data", "Isi logo bukan gambar PNG atau JPEG utuh dengan ukuran yang disebut: unggah gambarnya lagi.")
	}
	return problems
}

// matches reports whether data is the picture that the row describes. The size is asked
// first, so that nothing large is unpacked.
func (l *DocumentLogo) matches(data []byte) bool {
	configure, decode := png.DecodeConfig, png.Decode
	switch l.Type {
	case LogoPNG:
	case LogoJPEG:
		configure, decode = jpeg.DecodeConfig, jpeg.Decode
	default:
		return false
	}
	size, err := configure(bytes.NewReader(data))
	if err != nil || size.Width != l.Width || size.Height != l.Height {
		return false
	}
	var picture image.Image
	picture, err = decode(bytes.NewReader(data))
	return err == nil && picture.Bounds().Dx() == l.Width && picture.Bounds().Dy() == l.Height
}

// File returns the file of the picture.
func (l *DocumentLogo) File() []byte {
	data, err := base64.StdEncoding.DecodeString(l.Data)
	if err != nil {
		return nil // Judge refuses such rows
	}
	return data
}
