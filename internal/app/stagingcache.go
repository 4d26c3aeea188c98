package app

import (
	"sync"

	"takar/internal/ahsp"
)

// stagedFiles keeps the files that people work on decoded. Their content never changes.
type stagedFiles struct {
	mutex sync.Mutex
	order []int64 // least recently used first
	files map[int64]*ahsp.Imported
}

func (f *stagedFiles) get(id int64) (*ahsp.Imported, bool) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	imported, ok := f.files[id]
	if ok {
		f.touch(id)
	}
	return imported, ok
}

func (f *stagedFiles) put(id int64, imported *ahsp.Imported) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.files == nil {
		f.files = map[int64]*ahsp.Imported{}
	}
	f.files[id] = imported
	f.touch(id)
	for len(f.order) > stagingCache {
		delete(f.files, f.order[0])
		f.order = f.order[1:]
	}
}

// touch makes a file the most recently used one.
func (f *stagedFiles) touch(id int64) {
	kept := f.order[:0]
	for _, other := range f.order {
		if other != id {
			kept = append(kept, other)
		}
	}
	f.order = append(kept, id)
}
