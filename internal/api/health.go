package api

import (
	"cmp"
	"context"
	"net/http"
	"os"
	"time"

	"takar/internal/app"
	"takar/internal/serve"
)

// healthAnswer tells a load balancer whether the server can work (api §6.24). It says
// nothing about errors of the database to strangers.
type healthAnswer struct {
	Status    string       `json:"status"`
	Checks    healthChecks `json:"checks"`
	Version   string       `json:"version"`
	Timestamp string       `json:"timestamp"`
}

type healthChecks struct {
	Mode     string       `json:"mode"`
	Database *healthCheck `json:"database,omitempty"`
	Cache    *healthCheck `json:"cache,omitempty"`
}

type healthCheck struct {
	Status  string `json:"status"`
	Vendor  string `json:"vendor,omitempty"`
	Backend string `json:"backend,omitempty"`
	Message string `json:"message,omitempty"`
}

// healthPatience is how long the database may take to answer.
const healthPatience = 2 * time.Second

// getHealth asks the database for a sign of life, whoever asks; with ?mode=simple it
// tests nothing. Without its Redis a server is degraded, and as ready as before.
func getHealth(r *serve.Request) error {
	answer := healthAnswer{
		Status: "ok", Checks: healthChecks{Mode: "simple"}, Version: version(r.App), Timestamp: time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"),
	}
	status := http.StatusOK
	if r.App.Draining() {
		status, answer.Status = http.StatusServiceUnavailable, "draining"
	}
	if r.HTTP.URL.Query().Get("mode") == "simple" {
		return r.Send(status, answer)
	}
	ctx, cancel := context.WithTimeout(r.HTTP.Context(), healthPatience)
	defer cancel()
	database := &healthCheck{Status: "ok", Vendor: r.App.Vendor()}
	cache := &healthCheck{Status: "ok"}
	answer.Checks = healthChecks{Mode: "deep", Database: database, Cache: cache}
	if err := r.App.Ready(ctx); err != nil {
		status, answer.Status = http.StatusServiceUnavailable, "error"
		database.Status, database.Message = "error", "Basis data tidak menjawab."
	}
	var err error
	if cache.Backend, err = r.App.Cache(ctx); err != nil {
		cache.Status, cache.Message = "degraded", "Redis tidak menjawab; setiap server menghitung sendiri."
	}
	return r.Send(status, answer)
}

// version is the one that whoever runs the server gave it, or else that of the program.
func version(a *app.App) string { return cmp.Or(os.Getenv("APP_VERSION"), a.Version(), "dev") }

type statusOnly struct {
	Status string `json:"status"`
}

// says answers without looking at anything.
func says(status string) func(*serve.Request) error {
	return func(r *serve.Request) error { return r.Send(http.StatusOK, statusOnly{Status: status}) }
}
