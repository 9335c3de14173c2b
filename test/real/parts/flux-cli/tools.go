//go:build tools

// Package fluxcli names what is built from this module, so that go mod tidy keeps it.
package fluxcli

import _ "github.com/fluxcd/flux2/v2/cmd/flux"
