package rab

// DocumentSetting is what the documents of a project say besides its own data. Its id is the
// project id; a project without the row says nothing of it.
type DocumentSetting struct {
	Meta
	DocumentData
}

// DocumentData is the head of the letter, number, date and place, and who signs with which
// post and number. Names and companies of the four parties stand in the Header. It has the
// same keys in the store, in backups and on the wire.
type DocumentData struct {
	Kop              string `json:"kop"`    // at most MaxKopLines lines
	Nomor            string `json:"nomor"`  // of the documents
	Tempat           string `json:"tempat"` // where they are signed
	Tanggal          Date   `json:"tanggal"`
	Kegiatan         string `json:"kegiatan"`          // program or kegiatan above the pekerjaan
	JamPerHari       string `json:"jam_per_hari"`      // effective hours of one OH, as text; "" = not said
	SumberAnalisa    string `json:"sumber_analisa"`    // what the analyses rest on; "" = the editions of the library that are used
	HargaTermasuk    string `json:"harga_termasuk"`    // what the prices include, such as "belum termasuk PPN"
	NIPClient        string `json:"nip_client"`        // with its label, such as "NIP 1980…"
	JabatanPelaksana string `json:"jabatan_pelaksana"` // of the kontraktor
	NIPPelaksana     string `json:"nip_pelaksana"`
	JabatanPerencana string `json:"jabatan_perencana"`
	NIPPerencana     string `json:"nip_perencana"`
	JabatanPengawas  string `json:"jabatan_pengawas"`
	NIPPengawas      string `json:"nip_pengawas"`

	// A further person, who signs as the text of PeranMengetahui says.
	PeranMengetahui    string `json:"peran_mengetahui"`
	NamaMengetahui     string `json:"nama_mengetahui"`
	InstansiMengetahui string `json:"instansi_mengetahui"`
	JabatanMengetahui  string `json:"jabatan_mengetahui"`
	NIPMengetahui      string `json:"nip_mengetahui"`
}

// Empty reports whether the row says nothing, as if it were not there.
func (s *DocumentSetting) Empty() bool { return s.DocumentData == DocumentData{} }

// MaxKopLines is how many lines the head of a letter has at most.
const MaxKopLines = 4

// DocumentLogo is the picture in the head of the letter. Its id is the project id; a
// project without the row has none.
type DocumentLogo struct {
	Meta

	Type   string `json:"type"` // image/png or image/jpeg
	Width  int    `json:"width"`
	Height int    `json:"height"` // both in pixels
	Data   string `json:"data"`   // the file in base64
}

// Documents returns what the documents of the project say; an empty row when nothing.
func (p *Project) Documents() *DocumentSetting {
	if row, ok := p.DocumentSettings.Get(p.ID); ok {
		return row
	}
	return &DocumentSetting{Meta: Meta{ID: p.ID}}
}

// Logo returns the picture in the head of the letter, nil for none.
func (p *Project) Logo() *DocumentLogo {
	row, _ := p.DocumentLogos.Get(p.ID)
	return row
}
