package app

import (
	"runtime/debug"
	"sync"
)

// thriftPercent is by how much, in percent of what is in use, memory may grow while a long
// document is made, before what is not used is looked for.
const thriftPercent = 40

// thrift counts the long documents that are being made. The setting is one of the process.
var thrift struct {
	mutex  sync.Mutex
	count  int
	before int // percent when nobody saves
}

// thriftily does work that fills much memory for a moment, such as the document of a
// schedule with hundreds of thousands of cells: what it leaves behind is given back sooner,
// for some more work. The limit of a document (150 MiB) counts more than its last tenths of
// a second.
func thriftily(work func() error) error {
	thrift.mutex.Lock()
	if thrift.count++; thrift.count == 1 {
		thrift.before = debug.SetGCPercent(thriftPercent)
	}
	thrift.mutex.Unlock()
	defer func() {
		thrift.mutex.Lock()
		defer thrift.mutex.Unlock()
		if thrift.count--; thrift.count == 0 {
			debug.SetGCPercent(thrift.before)
		}
	}()
	return work()
}
