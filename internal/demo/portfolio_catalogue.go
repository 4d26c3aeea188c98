package demo

// tradeTexts is the catalogue of the portfolios, in the order in which a building is built.
// Jobs are "uraian|satuan|kode": with a kode the analysis of the starter library, without an
// uraian too as it is published. Materials are "uraian|sizes|satuan|price of the smallest".
var tradeTexts = []struct{ name, place, worker, bundle, jobs, material string }{
	{
		"Pekerjaan Persiapan", "Zona %d", "TK.0034", "1.1.3.1", `
Pagar sementara seng gelombang|m|
|m|1.1.4.2
Pembersihan lokasi|m2|1.1.3.1
Direksi keet dan gudang bahan|m2|
Pengukuran dan patok ketinggian|m2|
Papan nama dan rambu proyek|unit|
Jalan kerja sementara|m2|
Instalasi listrik dan air kerja|unit|
Pembongkaran perkerasan lama|m2|
Penyiapan lahan kerja lengkap|m2|`, `
Seng gelombang BJLS|20;25;30|lembar|62000
Kaso kayu kelas III|4/6;5/7;6/12|batang|38000
Paku usuk|5 cm;7 cm;10 cm|kg|19000
Papan cetak rambu|40 x 60;60 x 80;80 x 120|buah|95000
Tripleks|3 mm;4 mm;6 mm|lembar|58000
Sirtu dan agregat jalan kerja|kelas C;kelas B;kelas A|m3|185000
Kabel listrik sementara NYM|2 x 1,5;2 x 2,5;3 x 2,5|m|8500
Patok kayu|50 cm;100 cm|batang|6500
Terpal plastik|4 x 6;6 x 8|lembar|145000
Pita pengaman|100 m;200 m|gulung|42000`,
	},
	{
		"Pekerjaan Tanah dan Pondasi", "Zona %d", "TK.0022", "1.3.1.2", `
Galian tanah pondasi telapak|m3|
Galian tanah sampai 1 m|m3|1.2.1.1.1
|m3|2.2.1.4.1
Pondasi batu belah|m3|2.2.2.1.6
Urugan pasir bawah pondasi|m3|1.3.1.2
Pemadatan tanah dengan stamper|m2|
Urugan sirtu dipadatkan|m3|1.3.2.2
Pasangan batu kosong pilihan|m3|
Pancang cerucuk|m|
Pondasi jalur lengkap dengan alas|m3|`, `
Batu belah|10-15;15-20;20-30|m3|245000
Pasir urug|halus;sedang;kasar|m3|165000
Cerucuk kayu dolken|8 cm;10 cm;12 cm|batang|21000
Tanah urug pilihan|biasa;laterit;padas|m3|95000
Geotekstil tak teranyam|150 g;200 g;250 g|m2|12500
Minipile beton|20 x 20;25 x 25;30 x 30|m|165000
Semen portland PCC|40 kg;50 kg|zak|58000
Sirtu|saringan;campuran|m3|210000
Pipa drainase berlubang|3 inci;4 inci|m|38000
Anti rayap cair|1 liter;5 liter|botol|145000`,
	},
	{
		"Pekerjaan Struktur Beton", "Lantai %d", "TK.0026", "2.2.1.4.5", `
Sloof beton bertulang 20/30|m3|
|m3|2.2.1.4.3
|m3|2.2.1.4.5
Bekisting kolom|m2|2.2.1.3.1
Bekisting sloof|m2|2.2.1.3.3
Kolom beton bertulang 30/30|m3|
Tulangan wiremesh|kg|2.2.1.1.6
Pelat lantai beton bertulang 12 cm|m3|
Balok induk beton bertulang 25/50|m3|
Tangga beton bertulang lengkap|m3|`, `
Besi beton ulir|D10;D13;D16;D19;D22|kg|14200
Besi beton polos|8;10;12|kg|13900
Kawat bendrat|1 kg;5 kg|kg|23500
Multipleks bekisting|9 mm;12 mm;15 mm;18 mm|lembar|142000
Balok kayu bekisting|5/7;6/12;8/12|m3|3150000
Beton siap pakai|K-250;K-300;K-350|m3|985000
Bahan tambah beton|plastis;kedap;cepat keras|liter|28500
Beton decking|3 cm;5 cm|buah|1400
Minyak bekisting|sedang|liter|22500
Perancah pipa besi|170;190|set|365000`,
	},
	{
		"Pekerjaan Rangka dan Atap", "Blok %d", "TK.0034", "3.3.4", `
Kuda-kuda baja profil WF|kg|
|kg|2.3.1.1
|m2|3.8.16
Rangka atap baja ringan|m2|2.1.1.1
Penutup atap genteng beton|m2|3.1.1.4
Penutup atap bitumen selulosa|m2|
Lisplang kayu|m|3.3.4
Talang datar galvanis|m|
Gording baja kanal C|kg|
Atap kanopi baja lengkap|m2|`, `
Baja profil WF|150;200;250;300|kg|15400
Baja kanal C|100;125;150|kg|15900
Pelat sambung|8 mm;10 mm;12 mm|kg|17200
Baut mutu tinggi|M12;M16;M19|buah|6500
Atap bitumen selulosa|standar;tebal|lembar|98000
Reng baja ringan|0,45;0,55|batang|41000
Talang galvanis|BJLS 28;BJLS 30|m|68000
Aluminium foil isolasi|satu sisi;dua sisi|m2|11500
Elektroda las|2,6 mm;3,2 mm|kg|34000
Sekrup atap|2 cm;5 cm|buah|450`,
	},
	{
		"Pekerjaan Dinding", "Lantai %d", "TK.0022", "3.7.4", `
Dinding bata ringan 10 cm|m2|
Dinding bata merah setengah batu|m2|3.6.1.8
Dinding bata merah satu batu|m2|3.6.1.3
Plesteran dinding|m2|3.7.4
Acian dinding|m2|3.7.8
Partisi rangka hollow dua muka|m2|
Plesteran mortar siap pakai|m2|3.7.7
Dinding roster beton|m2|
Kolom praktis 15 x 15|m|
Dinding fasad lengkap dengan plester|m2|`, `
Bata ringan|7,5 cm;10 cm;12,5 cm;15 cm|m3|745000
Mortar perekat bata|25 kg;40 kg|zak|72000
Mortar plester|25 kg;40 kg|zak|61000
Mortar acian|25 kg;40 kg|zak|79000
Hollow galvanis|2 x 4;4 x 4;4 x 6|batang|46000
Papan gipsum|9 mm;12 mm;15 mm|lembar|72000
Roster beton|20 x 20;30 x 30|buah|16500
Angkur dinding|8 mm;10 mm|buah|3800
Kawat ayam plester|1/2 inci;3/4 inci|m2|12500
Rockwool dinding|50 mm;75 mm;100 mm|m2|86000`,
	},
	{
		"Pekerjaan Lantai dan Plafon", "Lantai %d", "TK.0022", "3.5.2.1", `
Lantai granit tile 60 x 60|m2|
|m2|3.10.1.4
Pelapis kedap air membran|m2|3.4.1
Lantai vinil|m2|3.9.9.7
Plafon gipsum|m2|3.5.2.1
Lantai keramik 40 x 40|m2|
Plafon serat semen|m2|3.5.2.2.1
Plin lantai 10 x 60|m|
Rangka plafon hollow|m2|
Plafon bertingkat lengkap|m2|`, `
Granit tile|60 x 60 polos;60 x 60 motif;80 x 80|m2|168000
Keramik lantai|30 x 30;40 x 40;50 x 50|m2|68000
Keramik dinding|20 x 40;25 x 40;30 x 60|m2|74000
Plin keramik|10 x 40;10 x 60|m|14500
Semen instan perekat keramik|dalam;luar|kg|2900
Pengisi nat|1 kg;5 kg|kg|18500
Rangka hollow plafon|2 x 4;4 x 4|batang|29500
List plafon gipsum|5 cm;7 cm;10 cm|m|11500
Penggantung plafon|kawat;batang drat|buah|4200
Papan serat semen|4 mm;6 mm;8 mm|lembar|64000`,
	},
	{
		"Pekerjaan Pintu dan Jendela", "Lantai %d", "TK.0034", "3.11.4.5", `
Kusen aluminium 4 inci|m|
|m2|3.11.1.12
Daun pintu panel|m2|3.11.1.11
Kusen kayu|m|3.11.3.4
Kunci tanam pintu|buah|3.11.4.2
Jendela aluminium kaca mati|m2|
Engsel pintu|buah|3.11.4.5
Pintu kaca tempered|unit|
Jendela jungkit aluminium|unit|
Pintu aluminium lengkap|unit|`, `
Profil aluminium kusen|3 inci;4 inci putih;4 inci coklat|m|98000
Kaca bening|5 mm;6 mm;8 mm|m2|135000
Kaca tempered|8 mm;10 mm;12 mm|m2|485000
Karet kaca|hitam;abu-abu|m|4500
Engsel jungkit|8 inci;10 inci;12 inci|pasang|56000
Kunci pintu tuas|standar;besar|set|215000
Grendel tanam|4 inci;6 inci|buah|28500
Silikon kaca|netral;asam|tabung|42000
Sekrup fisher|S6;S8;S10|buah|650
Pegangan pintu kaca|30 cm;60 cm|pasang|245000`,
	},
	{
		"Pekerjaan Pengecatan", "Lantai %d", "TK.0029", "3.8.10.1", `
Cat plafon|m2|
Cat tembok dalam|m2|3.8.10.1
Cat tembok luar|m2|3.8.10.2
|m2|3.8.16
Cat dinding tahan cuaca dua lapis|m2|
Cat besi dan pagar|m2|
Pelitur kayu|m2|
Cat marka lantai parkir|m2|
Dempul dan amplas dinding|m2|
Cat dinding lengkap dengan dasar|m2|`, `
Cat tembok dalam|ekonomis;menengah;premium|kg|38000
Cat tembok luar|ekonomis;menengah;premium|kg|62000
Cat dasar alkali|dalam;luar|kg|41000
Plamir tembok|1 kg;5 kg;25 kg|kg|17500
Cat besi sintetis|doff;kilap|kg|72000
Cat meni besi|merah;abu-abu|kg|46000
Pelitur|air;minyak|liter|88000
Amplas|halus;sedang;kasar|lembar|4500
Kuas dan rol|3 inci;4 inci;9 inci|buah|16500
Tiner|biasa;super|liter|29000
Cat marka|putih;kuning|kg|96000`,
	},
	{
		"Pekerjaan Sanitasi dan Air", "Lantai %d", "TK.0041", "3.18.6.1", `
Pipa air bersih PPR|m|
Kloset duduk|buah|3.18.3.1
Wastafel|buah|3.18.1.1
Floor drain|buah|3.18.6.1
Kran air|buah|3.18.6.2.1
Pipa air kotor PVC 4 inci|m|
Pipa PVC AW 1/2 inci|m|6.4.1.1
Pompa air dan panel|unit|
Septik tank biofilter|unit|
Kamar mandi lengkap|unit|`, `
Pipa PPR PN-10|20 mm;25 mm;32 mm;40 mm|m|17500
Pipa PVC AW|1/2 inci;3/4 inci;1 inci;2 inci|m|8500
Pipa PVC D|3 inci;4 inci;6 inci|m|32000
Sambungan PVC|siku;tee;sok|buah|6500
Katup bola|1/2 inci;3/4 inci;1 inci|buah|68000
Pompa air|250 W;500 W|unit|1650000
Tangki biofilter|1 m3;2 m3|unit|4850000
Kran dinding|besi;kuningan|buah|58000
Lem pipa|tabung;kaleng|buah|14500
Penggantung pipa|1 inci;2 inci|buah|8500`,
	},
	{
		"Pekerjaan Listrik", "Lantai %d", "TK.0019", "5.1.5.1", `
Panel hubung bagi|unit|
|titik|5.3.1.32
Saklar tunggal|unit|5.1.5.1
Stop kontak|unit|5.1.5.9
Lampu downlight|unit|5.3.1.3
Titik lampu kabel NYM 3 x 2,5|titik|
Lampu TL|unit|5.3.1.30
Penangkal petir|unit|
Jaringan data dan telepon|titik|
Titik instalasi lengkap dengan saklar|titik|`, `
Kabel NYM|2 x 1,5;3 x 1,5;3 x 2,5;4 x 4|m|9200
Kabel NYY|4 x 6;4 x 10;4 x 16|m|58000
Pipa konduit|16 mm;20 mm;25 mm|m|6800
Kotak sambung|4 cabang;6 cabang|buah|5500
Pemutus sirkit|6 A;10 A;16 A;32 A|buah|68000
Panel box|12 grup;24 grup|unit|685000
Lampu LED|9 W;12 W;18 W|buah|48000
Kabel data|cat 5e;cat 6|m|5800
Batang pentanahan|5/8 inci;3/4 inci|batang|185000
Terminal penangkal petir|elektrostatis;konvensional|unit|2450000`,
	},
}

// toolText is what all trades hire.
const toolText = `
Sewa beton molen|0,35 m3;0,5 m3|hari|325000
Sewa stamper|60 kg;80 kg|hari|245000
Sewa vibrator beton|elektrik;bensin|hari|185000
Sewa perancah|satu susun;dua susun;tiga susun|hari|42000
Sewa mesin las|400 A;600 A|hari|195000
Sewa pemotong keramik|manual;listrik|hari|65000
Sewa bor beton|13 mm;24 mm|hari|85000
Sewa kompresor cat|1/2 HP;1 HP|hari|125000
Sewa katrol|500 kg;1 ton|hari|155000
Alat bantu|kecil;sedang;besar|set|8500
Sewa genset|5 kVA;10 kVA|hari|385000
Sewa kendaraan angkut|pikap;truk|hari|485000`
