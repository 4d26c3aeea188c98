package app

import (
	"slices"
	"sync"
)

// recent keeps a few values whose content never changes, those used last. The zero value
// with a limit is ready.
type recent[Key comparable, Value any] struct {
	limit int

	mutex  sync.Mutex
	order  []Key // least recently used first
	values map[Key]Value
}

func (r *recent[Key, Value]) get(key Key) (Value, bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	value, ok := r.values[key]
	if ok {
		r.touch(key)
	}
	return value, ok
}

func (r *recent[Key, Value]) put(key Key, value Value) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.values == nil {
		r.values = map[Key]Value{}
	}
	r.values[key] = value
	r.touch(key)
	for len(r.order) > r.limit {
		delete(r.values, r.order[0])
		r.order = r.order[1:]
	}
}

// touch makes a value the most recently used one.
func (r *recent[Key, Value]) touch(key Key) {
	r.order = append(slices.DeleteFunc(r.order, func(other Key) bool { return other == key }), key)
}
