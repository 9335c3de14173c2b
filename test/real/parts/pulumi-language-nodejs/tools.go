//go:build tools

// Package nodejs names what is built from this module, so that go mod tidy keeps it.
package nodejs

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
