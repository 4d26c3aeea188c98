package api

// StreamRevisions is the event stream with a clock of the test's own.
var StreamRevisions = streamRevisions
