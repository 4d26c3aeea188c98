// Package serve is the HTTP plumbing that pages and interfaces share: routes, who may
// call them, reading requests within limits, and one mapping of errors to answers. It
// holds no rule of the field.
package serve

import (
	"net/http"
	"strings"
)

// Need says what a request must have before its handler runs.
type Need int

// What routes need.
const (
	Public  Need = iota // nothing; Visit is nil without a session
	Session             // a login
	Project             // a login, and membership of the project in the path
	Admin               // a login of an administrator
)

// Kind says how a route speaks, so that errors come in the same form.
type Kind int

// The kinds of route.
const (
	JSON Kind = iota
	Page
	Plain // health checks, event streams, files: errors as JSON, no login page
)

// Route is one address and method. Patterns use the names {project}, {pekerjaan} and so
// on for ids of digits; they end with a slash unless the contract says otherwise, and the
// form without it is served too, so that no body is lost in a redirect.
type Route struct {
	Method  string
	Pattern string
	Need    Need
	Kind    Kind
	// Write says that the route changes data; such a route refuses readers.
	Write bool
	// Prices says that the route is refused without the right to prices.
	Prices bool
	Handle func(*Request) error
}

// register adds the route to a mux under both forms of its address.
func (s *Server) register(mux *http.ServeMux, route Route) {
	handler := s.dispatch(route)
	path, slashed := strings.CutSuffix(route.Pattern, "/")
	if !slashed {
		mux.Handle(route.Method+" "+route.Pattern, handler)
		return
	}
	mux.Handle(route.Method+" "+path+"/{$}", handler)
	if path != "" {
		mux.Handle(route.Method+" "+path, handler)
	}
}
