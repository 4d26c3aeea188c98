package app

import (
	"errors"

	"takar/internal/rab"
)

// Errors that every use case may return. *rab.Invalid and *rab.Conflict pass through.
var (
	// ErrNoSession asks the client to log in.
	ErrNoSession = errors.New("silakan masuk terlebih dahulu")
	// ErrNotFound hides what does not exist and what belongs to others alike.
	ErrNotFound = errors.New("data tidak ditemukan")
	// ErrNoToken refuses a program whose token opens nothing.
	ErrNoToken = errors.New("token API ini tidak dikenal, sudah dicabut, atau sudah kedaluwarsa")
	// ErrTokenScope refuses a program what its token does not cover, whatever its person may do.
	ErrTokenScope = errors.New("token API ini tidak berhak melakukan itu: hak setiap token tertulis di Profil, bagian Token API")
	// ErrForbidden refuses a member without the right.
	ErrForbidden = errors.New("hak Anda tidak cukup untuk melakukan ini")
	// ErrArchived refuses changes of an archived project.
	ErrArchived = errors.New("proyek ini diarsipkan: pulihkan dulu sebelum mengubahnya")
	// ErrBusy asks the client to try again.
	ErrBusy = errors.New("server sedang sibuk, coba lagi sebentar lagi")
	// ErrNothing says that there is nothing to undo or redo.
	ErrNothing = errors.New("tidak ada yang dapat diurungkan atau diulangi")
)

// Role is what a member is in a project.
type Role string

// The roles.
const (
	Owner  Role = "owner"
	Editor Role = "editor"
	Reader Role = "reader"
)

// Rights are what a visitor may do in one project. They are part of every cache key.
type Rights struct {
	Read   bool // see the project
	Write  bool // change it
	Prices bool // see and change prices and money
	Manage bool // share, archive, restore: the owner only
}

func rightsOf(member bool, role Role, prices bool) Rights {
	if !member {
		return Rights{}
	}
	return Rights{
		Read:   true,
		Write:  role == Owner || role == Editor,
		Prices: prices || role == Owner,
		Manage: role == Owner,
	}
}

// Covers reports whether r has every right in need.
func (r Rights) Covers(need Rights) bool {
	return (r.Read || !need.Read) && (r.Write || !need.Write) && (r.Prices || !need.Prices) && (r.Manage || !need.Manage)
}

// within returns the rights that are left of r for a program with a token.
func (r Rights) within(token *APIToken) Rights {
	r.Write, r.Prices, r.Manage = r.Write && token.Writes, r.Prices && token.Prices, false
	return r
}

// key tells cached answers of different rights apart.
func (r Rights) key() string {
	key := []byte("rwpm")
	for i, has := range []bool{r.Read, r.Write, r.Prices, r.Manage} {
		if !has {
			key[i] = '-'
		}
	}
	return string(key)
}

// allow is the one place that decides whether a visitor may act on the project.
func (v *Visit) allow(need Rights) error {
	need.Read = true
	switch {
	case !v.Rights.Read:
		return ErrNotFound
	case !v.Rights.Covers(need):
		return ErrForbidden
	case need.Write && !v.Active:
		return ErrArchived
	}
	return nil
}

// refusal turns the errors of package rab that mean "not yours or not there" into ours.
func refusal(err error) error {
	if errors.Is(err, rab.ErrNotFound) {
		return ErrNotFound
	}
	return err
}

// Allow reports whether a visitor has rights in the project of the visit; handlers ask it
// through their routes before reading a body.
func (a *App) Allow(v *Visit, need Rights) error { return v.allow(need) }
