package rab

// EditDocuments changes what the documents of a project say. version is the one that the
// client saw; nil overwrites.
func (d *Draft) EditDocuments(edit func(*DocumentSetting), version *int64) error {
	current := d.View().Documents()
	next := *current
	edit(&next)
	next.Meta = current.Meta
	if err := next.Judge().Err(); err != nil {
		return err
	}
	if next == *current {
		return nil
	}
	if d.stale(version, current.Version) {
		var stale conflicts
		stale.add("version", current.Meta, current, &next)
		return refusal(nil, stale)
	}
	d.DocumentSettings.Put(&next)
	return nil
}

// SetLogo makes a picture that of the head of the letter; nil takes it away. version is the
// one that the client saw, 0 for none; nil overwrites.
func (d *Draft) SetLogo(logo *DocumentLogo, version *int64) error {
	current := d.View().Logo()
	seen := Meta{ID: d.base.ID}
	if current != nil {
		seen = current.Meta
	}
	var next *DocumentLogo
	if logo != nil {
		row := *logo
		row.Meta = seen
		if err := row.Judge().Err(); err != nil {
			return err
		}
		next = &row
	}
	if current == nil && next == nil || current != nil && next != nil && *current == *next {
		return nil
	}
	if d.stale(version, seen.Version) {
		var stale conflicts
		stale.add("version", seen, logoState(current), logoState(next))
		return refusal(nil, stale)
	}
	if next == nil {
		d.DocumentLogos.Delete(d.base.ID)
	} else {
		d.DocumentLogos.Put(next)
	}
	return nil
}

// LogoState is a logo as a conflict shows it, without the picture.
type LogoState struct {
	Version int64  `json:"version"`
	Type    string `json:"type"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
}

func logoState(logo *DocumentLogo) any {
	if logo == nil {
		return nil
	}
	return LogoState{Version: logo.Version, Type: logo.Type, Width: logo.Width, Height: logo.Height}
}
