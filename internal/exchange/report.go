package exchange

import "takar/internal/rab"

// Report tells people how a project read from a file differs from what the file says.
type Report struct {
	Version      string `json:"export_version"`
	Dropped      []Note `json:"dropped"` // what is not taken over
	Changed      []Note `json:"changed"` // what is taken over otherwise, or cannot be known
	DroppedCount int    `json:"dropped_count"`
	ChangedCount int    `json:"changed_count"`
}

// Note is one sentence about a place in the file.
type Note struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

// maxNotes is how many notes of a kind a report holds; the others are only counted.
const maxNotes = 200

func (r *Report) drop(path, message string) {
	if r.DroppedCount++; r.DroppedCount <= maxNotes {
		r.Dropped = append(r.Dropped, Note{Path: path, Message: message})
	}
}

func (r *Report) change(path, message string) {
	if r.ChangedCount++; r.ChangedCount <= maxNotes {
		r.Changed = append(r.Changed, Note{Path: path, Message: message})
	}
}

// Backup is a project as a file describes it. Nothing has been stored yet: ids count from
// 1 within the snapshot, and rows of files before version 3 have no uid.
type Backup struct {
	Project *rab.Project
	Report  Report
}
