package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"takar/internal/rab"
	"takar/internal/schedule"
)

// Copy says how a project is copied.
type Copy struct {
	Name    string
	Start   rab.Date // "" keeps the dates; else the end moves along, so that the duration stays
	Options rab.CopyOptions
}

// ErrNameTaken refuses a copy under the name of a project that the copier owns already.
var ErrNameTaken = errors.New("nama ini sudah dipakai oleh proyek Anda yang lain: pakai nama lain")

// CopyProject makes a copy of the visit's project that belongs to the visitor. It has the
// same RAB, as far as the visitor may see it.
func (a *App) CopyProject(ctx context.Context, v *Visit, in Copy) (*rab.Header, rab.CopyResult, error) {
	view, err := a.View(ctx, v)
	if err != nil {
		return nil, rab.CopyResult{}, err
	}
	return a.copyView(ctx, view, in)
}

func (a *App) copyView(ctx context.Context, view *View, in Copy) (*rab.Header, rab.CopyResult, error) {
	in.Name = strings.TrimSpace(in.Name)
	taken, err := a.store.OwnsProjectNamed(ctx, view.Visit.Account.ID, in.Name)
	if err != nil {
		return nil, rab.CopyResult{}, fmt.Errorf("app: copy: %w", err)
	}
	if taken {
		return nil, rab.CopyResult{}, ErrNameTaken
	}
	var result rab.CopyResult
	project := NewProject{
		Header: copyHeader(view.Header(), in),
		origin: "sebagai salinan dari " + view.Header().IndexProject,
		fill: func(d *rab.Draft) (err error) {
			if result, err = d.CopyFrom(view.Project, in.Options); err == nil {
				schedule.ShiftCopy(d, view.Header())
				result.Progress = d.View().Progress.Len()
			}
			return err
		},
	}
	var headers []*rab.Header
	err = a.heavily(ctx, func() (err error) {
		headers, err = a.CreateProjects(ctx, view.Visit, []NewProject{project})
		return err
	})
	if err != nil {
		return nil, rab.CopyResult{}, err
	}
	return headers[0], result, nil
}

func copyHeader(source *rab.Header, in Copy) rab.Header {
	header := *source
	header.Meta, header.Nama = rab.Meta{}, in.Name
	if in.Start != "" {
		header.TanggalMulai, header.TanggalSelesai = in.Start, ""
	}
	return header
}

// MaxBatch is the most copies that one request makes (domain §12.3).
const MaxBatch = 50

// BatchCopy says how a project is copied several times. The copies are named
// "Base - Copy 1" and so on; names that are taken are passed over.
type BatchCopy struct {
	Base    string          `json:"base"`
	Count   int             `json:"count"`
	Start   rab.Date        `json:"start"`
	Options rab.CopyOptions `json:"options"`
}

// BatchResult tells what a batch has made. Each copy is a project of its own: those made
// before a failure or a cancellation stay.
type BatchResult struct {
	Projects []*rab.Header `json:"projects"`
	Errors   []string      `json:"errors"`
}

// CopyMany makes several copies, one after the other. Progress is told before each and
// may stop the rest.
func (a *App) CopyMany(ctx context.Context, v *Visit, in BatchCopy, progress func(done int, name string, so BatchResult) (stop bool)) (BatchResult, error) {
	result := BatchResult{Projects: []*rab.Header{}, Errors: []string{}}
	if in.Count < 1 || in.Count > MaxBatch {
		return result, rab.Refuse("count", "Jumlah salinan harus 1 sampai %d.", MaxBatch)
	}
	if strings.TrimSpace(in.Base) == "" {
		return result, rab.Refuse("base_name", "Isi nama dasar untuk salinan.")
	}
	view, err := a.View(ctx, v)
	if err != nil {
		return result, err
	}
	number := 0
	for range in.Count {
		for made := false; !made; {
			number++
			name := fmt.Sprintf("%s - Copy %d", strings.TrimSpace(in.Base), number)
			if progress(len(result.Projects), name, result) {
				return result, nil
			}
			header, _, err := a.copyView(ctx, view, Copy{Name: name, Start: in.Start, Options: in.Options})
			switch {
			case errors.Is(err, ErrNameTaken):
				continue
			case err == nil:
				result.Projects = append(result.Projects, header)
			case refused(err):
				result.Errors = append(result.Errors, name+": "+err.Error())
			default:
				return result, err
			}
			made = true
		}
	}
	return result, nil
}

// refused reports whether an error is about what was asked, so that its text is for people.
func refused(err error) bool {
	var invalid *rab.Invalid
	return errors.As(err, &invalid) || errors.Is(err, ErrBusy)
}
