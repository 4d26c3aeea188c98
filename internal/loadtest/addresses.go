package loadtest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// Addresses draws so many addresses as the users of a mix would ask for them, and asks for none
// of them: for another generator that is to send the same. Only reads can be drawn.
func Addresses(ctx context.Context, o Options, many int) ([]string, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	if o.Mix == MixLogin || writes(mixes[o.Mix]) {
		return nil, fmt.Errorf("%w: campuran %s tidak hanya membaca; pilih %s, %s, atau %s", ErrNotRun, o.Mix, MixCore, MixBrowse, MixHeavy)
	}
	r, err := newRun(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotRun, err)
	}
	defer r.ground.guide.close()
	list := make([]string, 0, many)
	users := make([]*user, o.Users)
	for i, c := range r.class {
		users[i] = r.newUser(i, c)
		users[i].draft = func(q *request) bool {
			if q.endpoint().method != http.MethodGet {
				err = errors.New("loadtest: a mix of reads writes")
				return false
			}
			list = append(list, q.address())
			return true
		}
	}
	for len(list) < many && err == nil {
		for _, u := range users {
			u.class.draw(u.random).do(u)
		}
	}
	return list[:min(len(list), many)], err
}
