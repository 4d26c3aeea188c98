package serve

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/metric"
)

// Options set up a Server.
type Options struct {
	App     *app.App
	Public  auth.PublicURL
	Proxies auth.TrustedProxies
	Logger  *slog.Logger
	// ErrorPage renders an error for people.
	ErrorPage func(w http.ResponseWriter, r *http.Request, status int, message string)
	// Exempt lists paths that need no csrf token.
	Exempt []string
	// MaxRequests bounds the requests in work; 0 means DefaultMaxRequests.
	MaxRequests int
	// SlowFrom is how long a request takes that the log warns of; 0 means a second.
	SlowFrom time.Duration
}

// Server answers the routes of the application.
type Server struct {
	app       *app.App
	public    auth.PublicURL
	proxies   auth.TrustedProxies
	cookies   auth.Cookies
	guard     *auth.Guard
	log       *slog.Logger
	errorPage func(w http.ResponseWriter, r *http.Request, status int, message string)
	routes    []Route
	secret    []string // addresses behind which a token stands that no log may hold

	slow            time.Duration
	requests        *metric.Requests
	static, nowhere *metric.Route // of files, and of what no route answered
	work            workload
}

// LoginPath is where people without a session are sent.
const LoginPath = "/accounts/login/"

// requestTime bounds the work of one ordinary request.
const requestTime = 60 * time.Second

// New prepares a server for the given routes.
func New(o Options, routes ...[]Route) (*Server, error) {
	guard, err := auth.NewGuard(auth.GuardOptions{PublicURL: o.Public, Exempt: o.Exempt})
	if err != nil {
		return nil, err
	}
	s := &Server{
		app: o.App, public: o.Public, proxies: o.Proxies, cookies: auth.NewCookies(o.Public),
		guard: guard, log: o.Logger, errorPage: o.ErrorPage, requests: metric.NewRequests(), work: newWorkload(o.MaxRequests),
		slow: cmp.Or(o.SlowFrom, slowFrom),
	}
	s.static, s.nowhere = s.requests.Route(http.MethodGet, "/static/"), s.requests.Route("any", "none")
	for _, list := range routes {
		s.routes = append(s.routes, list...)
	}
	for _, route := range s.routes {
		if before, _, found := strings.Cut(route.Pattern, "{token}"); found {
			s.secret = append(s.secret, before)
		}
	}
	return s, nil
}

// Routes lists everything that the server answers, for tests and for the description of
// the interface.
func (s *Server) Routes() []Route { return s.routes }

// Handler returns the complete handler: routes behind host check, security headers,
// csrf guard, logging and recovery. Files serves everything below /static/.
func (s *Server) Handler(files http.Handler) http.Handler {
	mux := http.NewServeMux()
	for _, route := range s.routes {
		s.register(mux, route)
	}
	if files != nil {
		mux.Handle("GET /static/", files)
	}
	mux.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request := &Request{Writer: w, HTTP: r, server: s, Kind: kindOf(r)}
		if allowed := allowedMethods(mux, r); len(allowed) > 0 {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			s.fail(request, errMethod)
			return
		}
		s.fail(request, app.ErrNotFound)
	}))
	guarded := s.guard.Protect(mux, s.refuse)
	checked := auth.NewHostRule(s.public).Handler(guarded)
	return s.observe(auth.SecurityHeaders(s.public, auth.RedirectToHTTPS(s.public, s.proxies, checked)))
}

// errMethod refuses a method that an address does not have.
var errMethod = &Failure{
	Status: http.StatusMethodNotAllowed, Code: "METHOD_NOT_ALLOWED", Message: "Alamat ini tidak melayani permintaan dengan cara itu.",
}

// allowedMethods lists the methods for which the address of a request has a route.
func allowedMethods(mux *http.ServeMux, r *http.Request) []string {
	var allowed []string
	other := r.WithContext(r.Context())
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	return allowed
}

// kindOf guesses the form of an error for an address that no route answers.
func kindOf(r *http.Request) Kind {
	if strings.HasPrefix(r.URL.Path, "/detail_project/api/") || strings.HasPrefix(r.URL.Path, "/referensi/api/") || auth.WantsJSON(r) {
		return JSON
	}
	return Page
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, refusal auth.Refusal) {
	s.fail(&Request{Writer: w, HTTP: r, server: s, Kind: kindOf(r)}, &refusedError{refusal: refusal})
}

// dispatch finds out who asks, refuses who may not, and runs the handler.
func (s *Server) dispatch(route Route) http.Handler {
	measured, bounded := s.requests.Route(route.Method, route.Pattern), route.bounded()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e, ok := exchangeOf(r.Context()); ok {
			e.route, e.stream = measured, route.Stream
		}
		if bounded {
			if !s.work.begin() {
				s.fail(&Request{Writer: w, HTTP: r, server: s, Kind: route.Kind}, errOverloaded)
				return
			}
			defer s.work.end()
			r.Body = s.work.body(r.Body)
		}
		if route.Kind != Plain {
			ctx, cancel := context.WithTimeout(r.Context(), requestTime)
			defer cancel()
			r = r.WithContext(ctx)
		}
		request := &Request{Writer: w, HTTP: r, App: s.app, server: s, Kind: route.Kind}
		if err := request.admit(route); err != nil {
			s.fail(request, err)
			return
		}
		if err := route.Handle(request); err != nil {
			s.fail(request, err)
		}
	})
}

// admit loads the visit and applies what the route needs.
func (r *Request) admit(route Route) error {
	var project int64
	if route.Need == Project {
		var err error
		if project, err = r.PathID("project"); err != nil {
			// Strangers learn the same about a malformed id as about an unknown one,
			// but only after they have logged in.
			project = -1
		}
	}
	if route.Need == Public && (route.Kind == Plain || !r.identified()) {
		return nil // health checks do not ask the database who calls
	}
	visit, err := r.Enter(project)
	switch {
	case err == nil:
	case route.Need == Public && err == app.ErrNoSession: //nolint:errorlint // Enter returns it unwrapped
		return nil
	default:
		return err
	}
	r.Visit = visit
	if e, ok := exchangeOf(r.HTTP.Context()); ok {
		e.account = visit.Account.ID
	}
	if visit.Token != nil && (route.Need != Project || visit.Rights.Read) && !route.opensTo(visit.Token) {
		return app.ErrTokenScope
	}
	switch route.Need {
	case Public, Session:
		return nil
	case Admin:
		if !visit.Admin() {
			return app.ErrForbidden
		}
		return nil
	case Project:
	}
	r.Writer.Header().Set("X-Takar-Project", projectMark(visit.ProjectID, visit.Revision))
	if err := r.App.Allow(visit, app.Rights{Write: route.Write, Prices: route.Prices}); err != nil {
		r.Writer.Header().Del("X-Takar-Project")
		return err
	}
	return nil
}

func projectMark(id, revision int64) string {
	return strconv.FormatInt(id, 10) + ";" + strconv.FormatInt(revision, 10)
}

// loginTarget is the login page that leads back to what was asked for.
func loginTarget(r *http.Request) string {
	return LoginPath + "?next=" + url.QueryEscape(r.URL.RequestURI())
}
