//go:build tools

// Package prometheus names what is built from this module, so that go mod tidy keeps it.
package prometheus

import (
	_ "github.com/prometheus/prometheus/cmd/prometheus"
	_ "github.com/prometheus/prometheus/cmd/promtool"
)
