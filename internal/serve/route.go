// Package serve is the HTTP plumbing that pages and interfaces share: routes, who may
// call them, reading requests within limits, and one mapping of errors to answers. It
// holds no rule of the field.
package serve

import (
	"net/http"
	"strings"

	"takar/internal/app"
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

// TokenUse says what an API token must allow before it opens a route.
type TokenUse int

// What routes let tokens do. The zero value is none: a route is for people unless it says
// otherwise.
const (
	NoToken     TokenUse = iota // people only, whatever the token allows
	TokenReads                  // any token that reaches the project, if the route has one
	TokenWrites                 // one that may change things
	TokenMakes                  // one that may change things and reaches all projects
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
	// Token says which API tokens open the route.
	Token TokenUse
	// Stream says that an answer lasts as long as its reader listens.
	Stream bool
	Handle func(*Request) error
}

// opensTo reports whether a token covers what the route does. Whose project it is about is
// not asked here.
func (r Route) opensTo(token *app.APIToken) bool {
	switch r.Token {
	case TokenReads:
		return token.Prices || !r.Prices
	case TokenWrites:
		return token.Writes && (token.Prices || !r.Prices)
	case TokenMakes:
		return token.Writes && !token.Limited
	case NoToken:
	}
	return false
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
