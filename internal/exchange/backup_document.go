package exchange

import "takar/internal/rab"

// What the documents of a project say, in a backup. A project that says nothing has no such
// keys, so that its content hash is that from before there were any. Reports that were
// issued are records of an installation and no part of a backup.

type documentForm struct {
	Kop                string   `json:"kop"`
	Nomor              string   `json:"nomor"`
	Tempat             string   `json:"tempat"`
	Tanggal            rab.Date `json:"tanggal"`
	Kegiatan           string   `json:"kegiatan"`
	JamPerHari         string   `json:"jam_per_hari"`
	SumberAnalisa      string   `json:"sumber_analisa"`
	HargaTermasuk      string   `json:"harga_termasuk"`
	NIPClient          string   `json:"nip_client"`
	JabatanPelaksana   string   `json:"jabatan_pelaksana"`
	NIPPelaksana       string   `json:"nip_pelaksana"`
	JabatanPerencana   string   `json:"jabatan_perencana"`
	NIPPerencana       string   `json:"nip_perencana"`
	JabatanPengawas    string   `json:"jabatan_pengawas"`
	NIPPengawas        string   `json:"nip_pengawas"`
	PeranMengetahui    string   `json:"peran_mengetahui"`
	NamaMengetahui     string   `json:"nama_mengetahui"`
	InstansiMengetahui string   `json:"instansi_mengetahui"`
	JabatanMengetahui  string   `json:"jabatan_mengetahui"`
	NIPMengetahui      string   `json:"nip_mengetahui"`
}

type logoForm struct {
	Type   string `json:"type"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Data   string `json:"data"` // base64
}

func (w *backupWriter) documents(l *lines) {
	if row, ok := w.p.DocumentSettings.Get(w.p.ID); ok && (w.identities || !row.Empty()) {
		l.field("document_setting", documentForm{
			Kop: row.Kop, Nomor: row.Nomor, Tempat: row.Tempat, Tanggal: row.Tanggal, Kegiatan: row.Kegiatan, JamPerHari: row.JamPerHari,
			SumberAnalisa: row.SumberAnalisa, HargaTermasuk: row.HargaTermasuk, NIPClient: row.NIPClient,
			JabatanPelaksana: row.JabatanPelaksana, NIPPelaksana: row.NIPPelaksana, JabatanPerencana: row.JabatanPerencana, NIPPerencana: row.NIPPerencana,
			JabatanPengawas: row.JabatanPengawas, NIPPengawas: row.NIPPengawas, PeranMengetahui: row.PeranMengetahui, NamaMengetahui: row.NamaMengetahui,
			InstansiMengetahui: row.InstansiMengetahui, JabatanMengetahui: row.JabatanMengetahui, NIPMengetahui: row.NIPMengetahui,
		})
	}
	if logo := w.p.Logo(); logo != nil {
		l.field("document_logo", logoForm{Type: logo.Type, Width: logo.Width, Height: logo.Height, Data: logo.Data})
	}
}

// documents reads what the documents say.
func (r *backupReader) documents() {
	if o := r.root.child("document_setting"); o != nil {
		row := &rab.DocumentSetting{Meta: rab.Meta{ID: projectID}, Kop: o.text("kop", longestHeaderText), Tanggal: o.date("tanggal")}
		for _, text := range row.Texts() {
			*text.Value = o.text(text.Path, longestHeaderText)
		}
		o.judged(row.Judge())
		r.draft.DocumentSettings.Put(row)
	}
	if o := r.root.child("document_logo"); o != nil {
		row := &rab.DocumentLogo{
			Meta: rab.Meta{ID: projectID}, Type: o.text("type", longestUID), Width: int(o.integer("width", 0, mostWhole, 0)),
			Height: int(o.integer("height", 0, mostWhole, 0)), Data: o.text("data", longestLogo),
		}
		o.judged(row.Judge())
		r.draft.DocumentLogos.Put(row)
	}
}

// longestLogo bounds a logo in base64; rab knows better.
const longestLogo = 2 * rab.MaxLogoBytes
