package auth

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestLoginTellsRightFromWrongAndCountsTheWrong(t *testing.T) {
	clock := newHandClock()
	limit := NewFailureLimit(FailureLimitOptions{Now: clock.now})
	check := NewLoginCheck(NewHasher(1), limit)
	right := LoginAttempt{Address: office, Login: "budi", Hash: referenceHash, Password: "password"}
	wrong := right
	wrong.Password = "passwort"
	unknown := LoginAttempt{Address: office, Login: "siapa", Password: "password"}

	if err := check.Verify(t.Context(), right); err != nil {
		t.Fatalf("right password: %v", err)
	}
	for range 2 {
		if err := check.Verify(t.Context(), unknown); !errors.Is(err, ErrWrongPassword) {
			t.Errorf("unknown user: %v", err)
		}
	}
	for range 4 {
		if err := check.Verify(t.Context(), wrong); !errors.Is(err, ErrWrongPassword) {
			t.Errorf("wrong password: %v", err)
		}
	}
	if err := check.Verify(t.Context(), right); err != nil {
		t.Fatalf("right password after four wrong ones: %v", err)
	}
	for range 4 {
		if err := check.Verify(t.Context(), wrong); !errors.Is(err, ErrWrongPassword) {
			t.Errorf("wrong password after a success: %v", err)
		}
	}
	// Ten failures of this address: now even the right password must wait.
	var tooMany *TooManyError
	if err := check.Verify(t.Context(), right); !errors.As(err, &tooMany) || tooMany.RetryAfter != time.Minute {
		t.Fatalf("after ten failures: %v, want TooManyError of a minute", err)
	}
	if !strings.Contains(tooMany.Error(), "60 detik") {
		t.Errorf("message %q does not say when to try again", tooMany)
	}
	clock.advance(time.Minute)
	if err := check.Verify(t.Context(), right); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func TestNobodyLogsInWithoutAnAccount(t *testing.T) {
	hasher := NewHasher(1)
	hasher.derive = func(_ string, hash passwordHash) []byte { return hash.key } // every password fits
	check := NewLoginCheck(hasher, NewFailureLimit(FailureLimitOptions{}))
	if err := check.Verify(t.Context(), LoginAttempt{Address: office, Login: "siapa"}); !errors.Is(err, ErrWrongPassword) {
		t.Errorf("login without an account: %v", err)
	}
}

func TestADamagedHashIsNotAWrongPassword(t *testing.T) {
	limit := NewFailureLimit(FailureLimitOptions{})
	err := NewLoginCheck(NewHasher(1), limit).Verify(t.Context(),
		LoginAttempt{Address: office, Login: "budi", Hash: "rusak", Password: "password"})
	if !errors.Is(err, ErrMalformedHash) || limit.logins.(*Window).Keys() != 0 {
		t.Errorf("error %v, %d logins charged", err, limit.logins.(*Window).Keys())
	}
}

func TestGuessesSentAtOnceAreLimitedLikeGuessesInARow(t *testing.T) {
	for _, slots := range []int{1, 3} {
		t.Run(fmt.Sprintf("%d slots", slots), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				limit := NewFailureLimit(FailureLimitOptions{Now: time.Now})
				hasher, running, finish := blockedHasher(slots)
				check := NewLoginCheck(hasher, limit)
				const guesses = 200
				answers := make(chan error, guesses)
				for range guesses {
					go func() {
						answers <- check.Verify(t.Context(), LoginAttempt{Address: office, Login: "budi", Hash: referenceHash, Password: "tebak"})
					}()
				}
				synctest.Wait()
				compared := 0
				for running.Load() > 0 {
					finish <- struct{}{}
					compared++
					synctest.Wait()
				}
				refused := 0
				for range guesses {
					var tooMany *TooManyError
					if errors.As(<-answers, &tooMany) {
						refused++
					}
				}
				// Guesses already in the other slots when the fifth fails are too late to stop.
				if compared < 5 || compared > 5+slots-1 || compared+refused != guesses {
					t.Errorf("%d guesses compared, %d refused; want about 5 of %d compared", compared, refused, guesses)
				}
			})
		})
	}
}

func TestALoginStormOfOneOfficeSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hasher := NewHasher(1)
		stored, err := parsePasswordHash(referenceHash)
		if err != nil {
			t.Fatal(err)
		}
		hasher.derive = func(string, passwordHash) []byte {
			time.Sleep(100 * time.Millisecond) // of the test's own clock: takes no time
			return stored.key
		}
		check := NewLoginCheck(hasher, NewFailureLimit(FailureLimitOptions{Now: time.Now}))
		const users = 200
		answers := make(chan error, users)
		for i := range users {
			go func() {
				answers <- check.Verify(t.Context(), LoginAttempt{
					Address: office, Login: fmt.Sprintf("orang%d", i), Hash: referenceHash, Password: "password",
				})
			}()
		}
		for range users {
			if err := <-answers; err != nil {
				t.Errorf("login failed: %v", err)
			}
		}
	})
}
