//go:build tools

// Package act names what is built from this module, so that go mod tidy keeps it.
package act

import _ "github.com/nektos/act"
