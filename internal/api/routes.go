// Package api answers JSON under the addresses of the HTTP contract. A handler decodes a
// request, calls one use case and shapes what comes back; names and types of the answers
// are those of the contract, which may gain keys but never lose any.
package api

import (
	"net/http"

	"takar/internal/serve"
)

// The prefixes of a project in the first and the second version of the interface.
const (
	P  = "/detail_project/api/project/{project}"
	V2 = "/detail_project/api/v2/project/{project}"
)

// R is the prefix of the reference library.
const R = "/referensi/api"

// ReportPath takes measurements of clients; it needs no csrf token (api §2.2).
const ReportPath = "/detail_project/api/monitoring/report-client-metric/"

// Routes lists every address of the package, grouped as in the contract.
func Routes() []serve.Route {
	monitor := newMonitor()
	return []serve.Route{
		// Work list
		read(P+"/list-pekerjaan/tree/", getTree),
		write(http.MethodPost, P+"/list-pekerjaan/save/", appendTree),
		write(http.MethodPost, P+"/list-pekerjaan/upsert/", replaceTree),
		write(http.MethodPost, P+"/list-pekerjaan/changes/", changeList),
		ask(P+"/list-pekerjaan/changes/preview/", previewList),

		// Volumes, formulas, parameters
		read(P+"/volume-pekerjaan/list/", getVolumes),
		write(http.MethodPost, P+"/volume-pekerjaan/save/", saveVolumes),
		read(P+"/volume/formula/", getFormulas),
		read(P+"/volume-formula-state/", monitor.alias(P+"/volume-formula-state/", getFormulas)),
		write(http.MethodPost, P+"/volume/formula/", saveFormulas),
		write(http.MethodPost, P+"/volume-formula-state/", monitor.alias(P+"/volume-formula-state/", saveFormulas)),
		ask(P+"/volume/preview/", previewVolume),
		read(P+"/parameters/", getParameters),
		read(P+"/parameters/{parameter}/", getParameter),
		write(http.MethodPost, P+"/parameters/", createParameter),
		write(http.MethodPut, P+"/parameters/{parameter}/", updateParameter),
		write(http.MethodDelete, P+"/parameters/{parameter}/", deleteParameter),
		write(http.MethodPost, P+"/parameters/sync/", syncParameters),

		// Library, from within a project
		read(P+"/search-ahsp/", searchProjectAHSP),
		read(P+"/edition/", getEditions),
		ask(P+"/edition/preview/", previewEdition),
		write(http.MethodPost, P+"/edition/move/", moveEdition),

		// Analyses and bundles
		read(P+"/detail-ahsp/{pekerjaan}/", getDetail),
		read(P+"/pekerjaan/{pekerjaan}/bundle/{bundle}/expansion/", getBundle),
		write(http.MethodPost, P+"/detail-ahsp/{pekerjaan}/save/", saveAnalysis),
		write(http.MethodPost, P+"/detail-ahsp/{pekerjaan}/reset-to-ref/", resetAnalysis),
		write(http.MethodPost, P+"/detail-ahsp/save/", saveAnalyses),

		// Price items, buying units, unused items
		read(P+"/harga-items/list/", getPrices),
		read(P+"/harga-items/{item}/origin/", getPriceOrigin),
		read(P+"/conversion-profiles/", getConversions),
		read(P+"/orphaned-items/", getOrphans),
		priced(P+"/harga-items/save/", savePrices),
		priced(P+"/harga-items/percent/", changePrices),
		priced(P+"/conversion-profile/save/", saveConversion),
		priced(P+"/orphaned-items/cleanup/", deleteOrphans),

		// Pricing
		read(P+"/pricing/", getPricing),
		read(P+"/pekerjaan/{pekerjaan}/pricing/", getMarkup),
		priced(P+"/pricing/", savePricing),
		priced(P+"/pricing/preview/", previewPricing),
		priced(P+"/pekerjaan/{pekerjaan}/pricing/", saveMarkup),

		// The RAB
		read(P+"/rekap/", getRecap),
		read(P+"/rincian-rab/", getRincian),

		// Resource needs
		read(P+"/rekap-kebutuhan/", getNeeds),
		read(P+"/rekap-kebutuhan-enhanced/", getNeedsEnhanced),
		read(P+"/rekap-kebutuhan-timeline/", getTimeline),
		read(P+"/rekap-kebutuhan/filters/", getNeedsFilters),
		read(P+"/rekap-kebutuhan/pareto/", getPareto),
		read(P+"/rekap-kebutuhan/validate/", getNeedsValidation),
		read(V2+"/rekap-kebutuhan-weekly/", getWeeklyNeeds),

		// Schedule
		read(V2+"/schedule/", getSchedule),
		read(V2+"/schedule/months/", getScheduleMonths),
		write(http.MethodPost, V2+"/schedule/save/", saveSchedule),
		write(http.MethodPost, V2+"/schedule/fill/", fillSchedule),
		write(http.MethodPost, V2+"/schedule/move/", moveSchedule),
		write(http.MethodPost, V2+"/schedule/setting/", saveScheduleSetting),
		write(http.MethodPost, V2+"/schedule/close/", closeWeek),
		write(http.MethodPost, V2+"/schedule/open/", openWeek),
		write(http.MethodPost, V2+"/schedule/baseline/", setBaseline),
		write(http.MethodPost, V2+"/week-boundary/", setWeekBoundary),
		priced(V2+"/schedule/contract/", saveContract),

		// The schedule: the plan and realisasi of weeks
		read(V2+"/assignments/", getProgress),
		read(V2+"/pekerjaan/{pekerjaan}/weekly-progress/", getWeeklyProgress),
		read(V2+"/pekerjaan/{pekerjaan}/assignments/", getPhasedPlan),
		write(http.MethodPost, V2+"/assign-weekly/", saveProgress),
		write(http.MethodPost, V2+"/reset-progress/", resetProgress),
		write(http.MethodPost, V2+"/regenerate-tahapan/", regenerateTahapan),

		// Curves
		read(V2+"/chart-data/", getChart),
		read(V2+"/kurva-s-data/", getCurveData),
		read(V2+"/kurva-s-harga/", getCostCurve),

		// Phases
		read(P+"/tahapan/", getTahapan),
		read(P+"/tahapan/{tahapan}/", getOneTahapan),
		read(P+"/tahapan/unassigned/", getUnassigned),
		read(P+"/tahapan/validate/", getPhaseCheck),
		read(P+"/pekerjaan/{pekerjaan}/assignments/", monitor.deprecated(P+"/pekerjaan/{pekerjaan}/assignments/", V2+"/pekerjaan/{pekerjaan}/assignments/", followsThePlan, getAssignments)),
		write(http.MethodPost, P+"/tahapan/", createTahapan),
		write(http.MethodPut, P+"/tahapan/{tahapan}/", updateTahapan),
		write(http.MethodDelete, P+"/tahapan/{tahapan}/", deleteTahapan),
		write(http.MethodPost, P+"/tahapan/reorder/", reorderTahapan),
		write(http.MethodPost, P+"/tahapan/{tahapan}/assign/", monitor.deprecated(P+"/tahapan/{tahapan}/assign/", V2+"/assign-weekly/", followsThePlan, assignTahapan)),
		write(http.MethodPost, P+"/tahapan/{tahapan}/unassign/", monitor.deprecated(P+"/tahapan/{tahapan}/unassign/", V2+"/assign-weekly/", followsThePlan, unassignTahapan)),
		write(http.MethodPost, P+"/regenerate-tahapan/", monitor.deprecated(P+"/regenerate-tahapan/", V2+"/regenerate-tahapan/", followsThePlan, regenerateTahapan)),

		// History, state and people of a project
		read(P+"/audit-trail/", getAudit),
		read(P+"/change-status/", getChangeStatus),
		read(P+"/checklist/", getChecklist),
		read(P+"/totals/", getTotals),
		read(P+"/trash/", getTrash),
		read(P+"/members/", getMembers),
		write(http.MethodPost, P+"/undo/", undo),
		write(http.MethodPost, P+"/redo/", redo),
		write(http.MethodPost, P+"/trash/{operation}/restore/", restoreFromTrash),
		people(http.MethodPost, P+"/members/", shareProject),
		people(http.MethodDelete, P+"/members/{account}/", unshareProject),
		{Method: http.MethodGet, Pattern: P + "/events/", Need: serve.Project, Kind: serve.Plain, Token: serve.TokenReads, Stream: true, Handle: getEvents},

		// Saved states of a project
		read(P+"/revisions/", getRevisions),
		write(http.MethodPost, P+"/revisions/", saveRevision),
		read(P+"/revisions/compare/", compareRevisions),
		read(P+"/revisions/{revision}/", getRevision),
		write(http.MethodPut, P+"/revisions/{revision}/", editRevision),
		opens(serve.NoToken, write(http.MethodDelete, P+"/revisions/{revision}/", deleteRevision)),
		opens(serve.NoToken, write(http.MethodPost, P+"/revisions/{revision}/lock/", lockRevision)),
		opens(serve.NoToken, write(http.MethodPost, P+"/revisions/{revision}/unlock/", unlockRevision)),
		opens(serve.TokenMakes, ask(P+"/revisions/{revision}/restore/", restoreRevision)),

		// Copies and other long work
		opens(serve.TokenMakes, ask(P+"/deep-copy/", copyProject)),
		opens(serve.TokenMakes, ask(P+"/batch-copy/", copyMany)),
		opens(serve.TokenReads, session(http.MethodGet, "/detail_project/api/jobs/{job}/", getJob)),
		opens(serve.TokenReads, session(http.MethodPost, "/detail_project/api/jobs/{job}/cancel/", cancelJob)),

		// Templates
		session(http.MethodGet, "/detail_project/api/templates/", getTemplates),
		session(http.MethodGet, "/detail_project/api/templates/{template}/", getTemplate),
		session(http.MethodPost, "/detail_project/api/templates/{template}/delete/", deleteTemplate),
		session(http.MethodGet, "/detail_project/api/templates/{template}/people/", getTemplatePeople),
		session(http.MethodPost, "/detail_project/api/templates/{template}/people/", shareTemplate),
		session(http.MethodDelete, "/detail_project/api/templates/{template}/people/{account}/", unshareTemplate),
		read(P+"/templates/export/", exportTemplate),
		opens(serve.TokenMakes, ask(P+"/templates/create/", createTemplate)),
		write(http.MethodPost, P+"/templates/{template}/import/", importTemplate),
		write(http.MethodPost, P+"/templates/import-file/", importTemplateFile),

		// Files of whole projects
		read(P+"/export/full-backup/json/", getBackup),
		read(P+"/export/list-pekerjaan/json/", getWorkListFile),
		read(P+"/export/template-ahsp/json/", getAnalysesFile),
		opens(serve.TokenMakes, session(http.MethodPost, "/detail_project/api/project/import/json/", importProject)),

		// Documents
		read(V2+"/documents/", getDocuments),
		read(V2+"/documents/preview/", previewDocument),
		read(V2+"/documents/setting/", getDocumentSetting),
		write(http.MethodPost, V2+"/documents/setting/", saveDocumentSetting),
		read(V2+"/documents/logo/", getLogo),
		write(http.MethodPost, V2+"/documents/logo/", uploadLogo),
		write(http.MethodPost, V2+"/documents/logo/delete/", deleteLogo),
		read(V2+"/documents/issued/", getIssued),
		priced(V2+"/documents/issued/", issueDocument),
		read(V2+"/documents/issued/{issued}/{format}/", getIssuedFile),
		read(P+"/export/{document}/{format}/", exportDocument),
		ask(P+"/export/jadwal-pekerjaan/{format}/", exportSchedule),
		read(P+"/export/jadwal-pekerjaan/professional/", exportReport),
		ask(P+"/export/jadwal-pekerjaan/professional/", exportReport),
		read(P+"/rincian-rab/export.csv", exportRincian),
		ask(P+"/export-async/", startExport),
		opens(serve.TokenReads, session(http.MethodGet, "/detail_project/api/export-status/async/{job}/", getExportTask)),
		opens(serve.TokenReads, session(http.MethodGet, "/detail_project/api/export-download/async/{job}/", downloadExport)),

		// The library
		opens(serve.TokenReads, session(http.MethodGet, "/referensi/api/search", searchReference)),
		opens(serve.TokenReads, session(http.MethodGet, "/referensi/api/sources", getSources)),
		opens(serve.TokenReads, session(http.MethodGet, "/referensi/api/tree/", getLibraryTree)),
		opens(serve.TokenReads, session(http.MethodGet, "/referensi/api/ahsp/{analysis}/", getLibraryAnalysis)),
		opens(serve.TokenReads, session(http.MethodGet, "/referensi/export/single/{analysis}/excel/", exportAnalysis)),
		opens(serve.TokenReads, session(http.MethodPost, "/referensi/export/multiple/excel/", exportAnalyses)),
		opens(serve.TokenReads, session(http.MethodGet, "/referensi/export/search/excel/", exportSearch)),

		// The administration of the library
		admin(http.MethodGet, R+"/jobs/", listJobs),
		admin(http.MethodPatch, R+"/jobs/{analysis}/", correctJob),
		admin(http.MethodGet, R+"/items/", listItems),
		admin(http.MethodPatch, R+"/items/{component}/", correctItem),
		admin(http.MethodGet, R+"/stats/", getLibraryStats),
		admin(http.MethodGet, R+"/item-codes/", listItemCodes),
		admin(http.MethodGet, R+"/delete/preview", previewWithdrawal),
		admin(http.MethodPost, R+"/delete/execute", executeWithdrawal),
		admin(http.MethodGet, R+"/editions/", listEditions),
		admin(http.MethodPost, R+"/editions/{edition}/revise/", reviseEdition),
		admin(http.MethodPost, R+"/editions/{edition}/restore/", restoreEdition),
		admin(http.MethodGet, R+"/corrections/", listCorrections),
		admin(http.MethodDelete, R+"/corrections/{correction}/", discardCorrection),
		admin(http.MethodGet, R+"/log/", getLibraryLog),
		admin(http.MethodGet, R+"/import/", listImports),
		admin(http.MethodPost, R+"/import/", createImport),
		admin(http.MethodGet, R+"/import/{staging}/", getImport),
		admin(http.MethodDelete, R+"/import/{staging}/", dropImport),
		admin(http.MethodGet, R+"/import/{staging}/findings/", listFindings),
		admin(http.MethodGet, R+"/import/{staging}/jobs/", listStagedJobs),
		admin(http.MethodGet, R+"/import/{staging}/items/", listStagedItems),
		admin(http.MethodPost, R+"/import/{staging}/resolve/", resolveFindings),
		admin(http.MethodPost, R+"/import/{staging}/commit/", commitImport),

		// Accounts
		opens(serve.TokenReads, session(http.MethodGet, "/accounts/me/", getMe)),

		// The list of projects
		opens(serve.TokenReads, session(http.MethodGet, "/detail_project/api/projects/", listProjects)),
		opens(serve.TokenMakes, session(http.MethodPost, "/detail_project/api/projects/", createProject)),
		session(http.MethodGet, "/detail_project/api/projects/table/", getProjectTable),
		opens(serve.TokenMakes, session(http.MethodPost, "/dashboard/bulk/create/", createProjects)),
		opens(serve.TokenReads, session(http.MethodPost, "/detail_project/api/numbers/", judgeNumbers)),
		opens(serve.TokenMakes, session(http.MethodPost, "/detail_project/api/projects/upload/", uploadProjects)),
		session(http.MethodGet, "/dashboard/upload/sample/", getUploadSample),
		opens(serve.TokenMakes, session(http.MethodPost, "/dashboard/mass-edit-bulk/", massEdit)),
		session(http.MethodPost, "/dashboard/bulk/delete/", bulkDelete),
		session(http.MethodPost, "/dashboard/bulk/archive/", bulkArchive),
		session(http.MethodPost, "/dashboard/bulk/unarchive/", bulkUnarchive),
		session(http.MethodGet, "/dashboard/bulk/export/excel/", bulkExport),

		// Monitoring and health
		session(http.MethodPost, ReportPath, monitor.report),
		session(http.MethodGet, "/detail_project/api/monitoring/deprecation-metrics/", monitor.deprecation),
		session(http.MethodGet, "/detail_project/api/monitoring/performance-metrics/", getPerformance),
		health("/health/", getHealth),
		health("/health/ready/", getHealth),
		health("/health/simple/", says("ok")),
		health("/health/live/", says("alive")),
	}
}

// followsThePlan is why the first version of assignments has a successor.
const followsThePlan = "Shares of phases follow from the weekly plan."

// read is a route that every member of a project may read.
func read(pattern string, handle func(*serve.Request) error) serve.Route {
	return serve.Route{Method: http.MethodGet, Pattern: pattern, Need: serve.Project, Token: serve.TokenReads, Handle: handle}
}

// ask is a route that reads by POST: its question does not fit into an address.
func ask(pattern string, handle func(*serve.Request) error) serve.Route {
	return serve.Route{Method: http.MethodPost, Pattern: pattern, Need: serve.Project, Token: serve.TokenReads, Handle: handle}
}

// write is a route that changes a project.
func write(method, pattern string, handle func(*serve.Request) error) serve.Route {
	return serve.Route{Method: method, Pattern: pattern, Need: serve.Project, Write: true, Token: serve.TokenWrites, Handle: handle}
}

// priced is a route that changes prices or what follows from them.
func priced(pattern string, handle func(*serve.Request) error) serve.Route {
	route := write(http.MethodPost, pattern, handle)
	route.Prices = true
	return route
}

// people is a route that changes who belongs to a project, archived or not; its use case
// knows who may. No API token may.
func people(method, pattern string, handle func(*serve.Request) error) serve.Route {
	return serve.Route{Method: method, Pattern: pattern, Need: serve.Project, Handle: handle}
}

// opens returns a route that lets these API tokens in besides people, or others than it would.
func opens(use serve.TokenUse, route serve.Route) serve.Route {
	route.Token = use
	return route
}

// session is a route for everybody with a login, and for no API token.
func session(method, pattern string, handle func(*serve.Request) error) serve.Route {
	return serve.Route{Method: method, Pattern: pattern, Need: serve.Session, Handle: handle}
}

// admin is a route for administrators of the whole installation.
func admin(method, pattern string, handle func(*serve.Request) error) serve.Route {
	return serve.Route{Method: method, Pattern: pattern, Need: serve.Admin, Handle: handle}
}

// health is a route for machines.
func health(pattern string, handle func(*serve.Request) error) serve.Route {
	return serve.Route{Method: http.MethodGet, Pattern: pattern, Need: serve.Public, Kind: serve.Plain, Handle: handle}
}
