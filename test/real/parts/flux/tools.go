//go:build tools

// Package flux names what is built from this module, so that go mod tidy keeps it.
package flux

import (
	_ "github.com/fluxcd/kustomize-controller"
	_ "github.com/fluxcd/source-controller"
)
