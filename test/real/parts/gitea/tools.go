//go:build tools

// Package gitea names what is built from this module, so that go mod tidy keeps it.
package gitea

import _ "code.gitea.io/gitea"
