package main

import (
	"runtime/debug"
	"testing"
	"testing/fstest"
)

func TestMemoryIsDividedByTheLimitThatThereIs(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	for _, row := range []struct {
		name         string
		root         fstest.MapFS
		asked        int64
		limit, cache int64
		source       string
	}{
		{"nobody says anything", fstest.MapFS{}, 0, 0, 512 << 20, ""},
		{"a container", fstest.MapFS{"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("1000000000\n")}, 0, 1_000_000_000, 400_000_000, "cgroup"},
		{"a large one", fstest.MapFS{"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("8589934592\n")}, 0, 8 << 30, 512 << 20, "cgroup"},
		{"a tiny one", fstest.MapFS{"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("33554432\n")}, 0, 32 << 20, 16 << 20, "cgroup"},
		{"a service below a slice that has less", fstest.MapFS{
			"proc/self/cgroup": file("0::/system.slice/takar.service\n"), "sys/fs/cgroup/system.slice/takar.service/memory.max": file("2000000000"),
			"sys/fs/cgroup/system.slice/memory.max": file("500000000"),
		}, 0, 500_000_000, 200_000_000, "cgroup"},
		{"a service without a limit", fstest.MapFS{"proc/self/cgroup": file("0::/system.slice/takar.service\n"), "sys/fs/cgroup/system.slice/takar.service/memory.max": file("max\n")}, 0, 0, 512 << 20, ""},
		{"version 1", fstest.MapFS{
			"proc/self/cgroup": file("9:name=systemd:/\n4:memory:/docker/ab\n3:cpu:/\n"), "sys/fs/cgroup/memory/docker/ab/memory.limit_in_bytes": file("1000000000\n"),
			"sys/fs/cgroup/memory/memory.limit_in_bytes": file("9223372036854771712\n"),
		}, 0, 1_000_000_000, 400_000_000, "cgroup"},
		{"version 1 without a limit", fstest.MapFS{"proc/self/cgroup": file("4:memory:/\n"), "sys/fs/cgroup/memory/memory.limit_in_bytes": file("9223372036854771712\n")}, 0, 0, 512 << 20, ""},
		{"somebody who knows better", fstest.MapFS{"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("1000000000\n")}, 700 << 20, 1_000_000_000, 700 << 20, "cgroup"},
	} {
		got := planMemory([]string{"GOMEMLIMIT=off"}, row.root, row.asked)
		if got != (memory{limit: row.limit, source: row.source, cache: row.cache}) {
			t.Errorf("%s: %+v", row.name, got)
		}
	}
}

func TestTheRuntimeIsToldOfTheLimitOfItsGroup(t *testing.T) {
	before := debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(before)
	memory{limit: 1_000_000_000, source: "cgroup"}.apply()
	if got := debug.SetMemoryLimit(-1); got != 900_000_000 {
		t.Errorf("the limit is %d", got)
	}
	debug.SetMemoryLimit(700_000_000) // as the runtime does with GOMEMLIMIT
	m := planMemory([]string{"GOMEMLIMIT=700000000"}, fstest.MapFS{
		"proc/self/cgroup": {Data: []byte("0::/\n")}, "sys/fs/cgroup/memory.max": {Data: []byte("1000000000\n")},
	}, 0)
	m.apply()
	if got := debug.SetMemoryLimit(-1); got != 700_000_000 || m.source != "GOMEMLIMIT" || m.cache != 280_000_000 {
		t.Errorf("GOMEMLIMIT became %d, and %+v", got, m)
	}
}
