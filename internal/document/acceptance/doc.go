// Package acceptance holds only tests: it makes every document in every format that it
// offers and reads it back with programs and libraries that know nothing of how it was
// written. New documents are covered as soon as they are in the catalogue.
package acceptance
