package rab

// PresetPricing returns the policy of a preset; "" is the default one.
func PresetPricing(key string) (Pricing, bool) {
	for _, preset := range Presets() {
		if key == "" || preset.Key == key {
			return preset.Pricing, true
		}
	}
	return Pricing{}, false
}

// Found puts the first rows into the draft of a project that does not exist yet: its own
// data, its pricing policy and its counters. The dates are completed; what is wrong comes
// back with the names of the fields behind path.
func (d *Draft) Found(header Header, preset, path string) error {
	header.ID, header.IsActive = d.base.ID, true
	header.CreatedAt = d.at
	problems := header.settle()
	pricing, known := PresetPricing(preset)
	if !known {
		problems.Add("preset", "Kebijakan harga %q tidak dikenal: pilih dari daftar.", preset)
	}
	for i := range problems {
		problems[i].Path = at(path, problems[i].Path)
	}
	pricing.Meta = Meta{ID: d.base.ID}
	d.Headers.Put(&header)
	d.Pricings.Put(&pricing)
	d.States.Put(&State{Meta: Meta{ID: d.base.ID}})
	return problems.Err()
}

// settle tidies a project's own data, completes its dates and returns what is wrong.
func (h *Header) settle() Problems {
	h.Tidy()
	problems := h.CompleteTimeline()
	return append(problems, h.Check()...)
}

// EditHeader changes the project's own data. Owner, number, identity and activity are not
// among them.
func (d *Draft) EditHeader(edit func(*Header), version *int64) error {
	current := d.View().Header()
	next := *current
	edit(&next)
	next.Meta, next.UID, next.OwnerID, next.IndexProject = current.Meta, current.UID, current.OwnerID, current.IndexProject
	next.IsActive, next.CreatedAt = current.IsActive, current.CreatedAt
	if err := next.settle().Err(); err != nil {
		return err
	}
	if sameContent(current, &next) {
		return nil
	}
	if d.stale(version, current.Version) {
		next.Version = *version
		var clashes conflicts
		clashes.add("version", current.Meta, current, &next)
		return refusal(nil, clashes)
	}
	d.Headers.Put(&next)
	return nil
}

// SetActive archives a project (false) or restores it.
func (d *Draft) SetActive(active bool) {
	next := *d.View().Header()
	next.IsActive = active
	d.Headers.Put(&next)
}
