//go:build tools

// Package actionlint names what is built from this module, so that go mod tidy keeps it.
package actionlint

import _ "github.com/rhysd/actionlint/cmd/actionlint"
