// Package auth holds what keeps strangers out: passwords, login limits,
// session tokens, the guard against cross-site requests, security headers, the
// client's address, and the rules for login names and redirect targets.
//
// It knows no SQL and no use cases. Accounts and sessions are stored by the
// caller; this package decides what is stored (hashes only) and what is
// compared.
package auth
