package auth

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// referenceHash was printed by the argon2 reference program for "password"
// with the salt "somesalt": our reading of the PHC form agrees with others.
const referenceHash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

func TestVerifyAgreesWithTheReferenceProgram(t *testing.T) {
	hasher := NewHasher(1)
	for password, want := range map[string]bool{"password": true, "Password": false, "password ": false, "": false} {
		got, err := hasher.Verify(t.Context(), referenceHash, password)
		if err != nil || got != want {
			t.Errorf("Verify(%q) = %v, %v; want %v", password, got, err, want)
		}
	}
}

func TestHashHasTheAgreedCostAndAFreshSalt(t *testing.T) {
	hasher := NewHasher(1)
	const password = "gudang semen 12 zak"
	first, err := hasher.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	second, err := hasher.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	if first == second {
		t.Error("two hashes of one password are equal: the salt is not fresh")
	}
	for _, hash := range []string{first, second} {
		if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("hash %q does not name 19 MiB, two passes, one lane", hash)
		}
		if NeedsRehash(hash) {
			t.Errorf("a new hash %q already needs another", hash)
		}
		if ok, err := hasher.Verify(t.Context(), hash, password); err != nil || !ok {
			t.Errorf("Verify of an own hash = %v, %v", ok, err)
		}
		if ok, err := hasher.Verify(t.Context(), hash, password+"x"); err != nil || ok {
			t.Errorf("Verify of a wrong password = %v, %v", ok, err)
		}
	}
	if !NeedsRehash(referenceHash) {
		t.Error("a hash of another cost does not need a new one")
	}
}

func TestDamagedHashesAreRefusedBeforeAnyWork(t *testing.T) {
	hasher := NewHasher(1)
	hasher.derive = func(string, passwordHash) []byte {
		t.Error("a damaged hash was computed")
		return nil
	}
	const salt, key = "c29tZXNhbHQ", "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for name, hash := range map[string]string{
		"empty":               "",
		"plain text":          "rahasia",
		"other algorithm":     "$argon2i$v=19$m=19456,t=2,p=1$" + salt + "$" + key,
		"other version":       "$argon2id$v=16$m=19456,t=2,p=1$" + salt + "$" + key,
		"no version":          "$argon2id$m=19456,t=2,p=1$" + salt + "$" + key,
		"four gigabytes":      "$argon2id$v=19$m=4194304,t=2,p=1$" + salt + "$" + key,
		"overflowing memory":  "$argon2id$v=19$m=4294986752,t=2,p=1$" + salt + "$" + key,
		"a million passes":    "$argon2id$v=19$m=19456,t=1000000,p=1$" + salt + "$" + key,
		"no pass":             "$argon2id$v=19$m=19456,t=0,p=1$" + salt + "$" + key,
		"no lane":             "$argon2id$v=19$m=19456,t=2,p=0$" + salt + "$" + key,
		"too little memory":   "$argon2id$v=19$m=8,t=2,p=2$" + salt + "$" + key,
		"signed cost":         "$argon2id$v=19$m=+19456,t=2,p=1$" + salt + "$" + key,
		"leading zero":        "$argon2id$v=19$m=019456,t=2,p=1$" + salt + "$" + key,
		"costs out of order":  "$argon2id$v=19$t=2,m=19456,p=1$" + salt + "$" + key,
		"further cost":        "$argon2id$v=19$m=19456,t=2,p=1,x=1$" + salt + "$" + key,
		"short salt":          "$argon2id$v=19$m=19456,t=2,p=1$c29t$" + key,
		"short key":           "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$c29t",
		"empty key":           "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$",
		"padded base64":       "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "=$" + key,
		"loose base64":        "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key[:42] + "d",
		"something behind it": "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key + "$x",
	} {
		ok, err := hasher.Verify(t.Context(), hash, "password")
		if ok || !errors.Is(err, ErrMalformedHash) {
			t.Errorf("%s: Verify = %v, %v; want ErrMalformedHash", name, ok, err)
		}
		if !NeedsRehash(hash) {
			t.Errorf("%s: does not need a new hash", name)
		}
	}
}

func TestUnknownUsersCostTheSameAsKnownOnes(t *testing.T) {
	hasher := NewHasher(1)
	var computed []passwordHash
	derive := hasher.derive
	hasher.derive = func(password string, hash passwordHash) []byte {
		computed = append(computed, hash)
		return derive(password, hash)
	}
	known, err := hasher.Hash(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hasher.Verify(t.Context(), known, "x"); err != nil {
		t.Fatal(err)
	}
	if err := hasher.VerifyUnknown(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	if len(computed) != 3 {
		t.Fatalf("%d hashes computed, want 3: an unknown user is answered without work", len(computed))
	}
	a, b := computed[1], computed[2]
	if a.memory != b.memory || a.passes != b.passes || a.lanes != b.lanes || len(a.salt) != len(b.salt) || len(a.key) != len(b.key) {
		t.Errorf("costs differ: known %+v, unknown %+v", a, b)
	}
}

func TestNewHasherHasAtLeastOneSlot(t *testing.T) {
	if got := NewHasher(0).Slots(); got < 1 {
		t.Errorf("NewHasher(0) has %d slots", got)
	}
	if got := NewHasher(5).Slots(); got != 5 {
		t.Errorf("NewHasher(5) has %d slots", got)
	}
}

// blockedHasher computes nothing until the test sends on the channel; running
// counts the hashes in work.
func blockedHasher(slots int) (hasher *Hasher, running *atomic.Int32, finish chan struct{}) {
	hasher, running, finish = NewHasher(slots), new(atomic.Int32), make(chan struct{})
	hasher.derive = func(string, passwordHash) []byte {
		running.Add(1)
		<-finish
		running.Add(-1)
		return make([]byte, keyLength)
	}
	return hasher, running, finish
}

func TestNoMoreHashesRunThanThereAreSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slots, callers = 3, 20
		hasher, running, finish := blockedHasher(slots)
		var done atomic.Int32
		for i := range callers {
			go func() {
				var err error
				switch i % 3 {
				case 0:
					_, err = hasher.Hash(t.Context(), "x")
				case 1:
					_, err = hasher.Verify(t.Context(), referenceHash, "x")
				case 2:
					err = hasher.VerifyUnknown(t.Context(), "x")
				}
				if err != nil {
					t.Errorf("caller %d: %v", i, err)
				}
				done.Add(1)
			}()
		}
		for finished := range callers {
			synctest.Wait()
			if got, want := int(running.Load()), min(slots, callers-finished); got != want {
				t.Fatalf("%d hashes run after %d finished, want %d", got, finished, want)
			}
			finish <- struct{}{}
		}
		synctest.Wait()
		if done.Load() != callers {
			t.Errorf("%d of %d callers came back", done.Load(), callers)
		}
	})
}

func TestWaitersAreServedInTheOrderTheyCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hasher, _, finish := blockedHasher(1)
		const callers = 8
		served := make(chan int, callers)
		for i := range callers {
			go func() {
				if err := hasher.VerifyUnknown(t.Context(), "x"); err != nil {
					t.Error(err)
				}
				served <- i
			}()
			synctest.Wait()
		}
		for want := range callers {
			finish <- struct{}{}
			if got := <-served; got != want {
				t.Fatalf("caller %d was served, want %d", got, want)
			}
		}
	})
}

func TestWaitingLongerThanHalfAMinuteIsBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hasher, _, finish := blockedHasher(1)
		holder := make(chan error)
		go func() { holder <- hasher.VerifyUnknown(t.Context(), "x") }()
		synctest.Wait()

		start := time.Now()
		_, err := hasher.Hash(t.Context(), "x")
		if !errors.Is(err, ErrBusy) {
			t.Errorf("Hash = %v, want ErrBusy", err)
		}
		if waited := time.Since(start); waited != HashWait {
			t.Errorf("gave up after %v, want %v", waited, HashWait)
		}

		finish <- struct{}{}
		if err := <-holder; err != nil {
			t.Error(err)
		}
		// The one who gave up holds nothing: the slot is free again.
		go func() { holder <- hasher.VerifyUnknown(t.Context(), "x") }()
		finish <- struct{}{}
		if err := <-holder; err != nil {
			t.Errorf("after the wait: %v", err)
		}
	})
}

func TestAClientWhoLeavesLeavesTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hasher, running, finish := blockedHasher(1)
		holder := make(chan error)
		go func() { holder <- hasher.VerifyUnknown(t.Context(), "x") }()
		synctest.Wait()

		ctx, leave := context.WithCancel(t.Context())
		left := make(chan error)
		go func() { left <- hasher.VerifyUnknown(ctx, "x") }()
		synctest.Wait()
		leave()
		if err := <-left; !errors.Is(err, context.Canceled) || errors.Is(err, ErrBusy) {
			t.Errorf("error = %v, want context.Canceled", err)
		}
		finish <- struct{}{}
		if err := <-holder; err != nil {
			t.Error(err)
		}
		if running.Load() != 0 {
			t.Error("a hash was computed for a client who left")
		}
		// Free slots do not help somebody who is gone already.
		if _, err := hasher.Hash(ctx, "x"); !errors.Is(err, context.Canceled) {
			t.Errorf("Hash with a dead context = %v", err)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	hasher := NewHasher(1)
	hash, err := hasher.Hash(b.Context(), "gudang semen 12 zak")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := hasher.Verify(b.Context(), hash, "gudang semen 12 zak"); err != nil || !ok {
			b.Fatal(ok, err)
		}
	}
}
