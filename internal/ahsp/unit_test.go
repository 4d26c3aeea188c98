package ahsp_test

import (
	"testing"

	"takar/internal/ahsp"
)

func TestSpellingsOfAUnitAreOneUnit(t *testing.T) {
	for want, spellings := range map[string][]string{
		"m2": {"m2", "M2", "m²", "M²", " m2 ", "m 2", "m^2"}, "m3": {"m3", "M³", "m³"},
		"m": {"m", "M", "m'", "m’", "M1", "meter"}, "OH": {"OH", "oh", "Oh", "orang/hari", "O.H."},
		"OJ": {"oj", "OJ"}, "buah": {"buah", "Bh", "bh.", "BUAH"}, "unit": {"Unit", "unit"}, "ls": {"Ls.", "LS", "lump sum"},
		"liter": {"ltr", "Liter", "L"}, "lembar": {"lbr", "Lembar"}, "kg": {"Kg", "KG"}, "batang": {"btg", "batang"},
		"zak": {"sak", "Zak"}, "unit hari": {"unit hari", "Unit  Hari"}, "polybag": {"Polybag"}, "": {"", "  "},
	} {
		for _, spelling := range spellings {
			if got := ahsp.NormaliseUnit(spelling); got != want {
				t.Errorf("NormaliseUnit(%q) = %q, want %q", spelling, got, want)
			}
			if again := ahsp.NormaliseUnit(want); again != want {
				t.Errorf("NormaliseUnit(%q) = %q: the key is not its own key", want, again)
			}
		}
	}
}

func TestUnitIsReadFromTheNameOnlyWhereItIsStated(t *testing.T) {
	for name, want := range map[string]string{
		"Pemasangan 1 m2 dinding bata":                      "m2",
		"Pemasangan 1 m² dinding bata":                      "m2",
		"Pembuatan 1m3 beton":                               "m3",
		"Galian  1  m3  tanah":                              "m3",
		"Pemasangan 1 Buah kloset":                          "buah",
		"Pemasangan 1 m' pipa":                              "m",
		"1 kg besi":                                         "kg",
		"Pasang 1 (satu) unit panel":                        "unit",
		"Semprot 1 Kali untuk 1 Buah pohon":                 "buah",
		"Galian tanah sedalam 1,1 m2":                       "",
		"Pasang 11 m pipa":                                  "",
		"Pasang 1 mesin":                                    "",
		"Patok panjang 0,1 m":                               "",
		"Patok Tetap Bantu (PTB)":                           "",
		"Pengukuran seluas 1 Ha":                            "",
		"Per-m' penetrasi tiang beton":                      "",
		"Pasang 1 mÂ² lantai":                               "", // damaged: proposed after repair, not decided
		"":                                                  "",
		"Beton campuran 1:2 m3":                             "",
		"Pasangan batu 1 m3 campuran 1SP : 4PP, tinggi 1 m": "m3",
		"Pemasangan 1 titik stop kontak, kabel NYM 3 x 2,5 mm2": "titik",
	} {
		got, ok := ahsp.StatedUnit(name)
		if got != want || ok != (want != "") {
			t.Errorf("StatedUnit(%q) = %q, %t; want %q", name, got, ok, want)
		}
	}
}
