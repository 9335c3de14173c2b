//go:build tools

// Package pulumi names what is built from this module, so that go mod tidy keeps it.
package pulumi

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
